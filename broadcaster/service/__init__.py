"""The running station, in packages by subject; `README.md` beside this file lists them in their layers."""
