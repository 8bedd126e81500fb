"""What was missed or cut off is made good by hand: phát bù, phát tiếp."""
