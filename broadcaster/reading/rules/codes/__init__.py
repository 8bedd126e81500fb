"""Rules for what is read sign by sign: documents, telephones, plates, web addresses."""
