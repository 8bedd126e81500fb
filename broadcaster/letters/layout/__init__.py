"""What each block of a letter is, by the layout of Nghị định 30/2020/NĐ-CP and of other offices. Pure."""
