"""What happens in the station, for those who follow it: values, and the hub that passes them on."""
