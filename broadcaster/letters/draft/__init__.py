"""From a classified letter to a draft for the ear: what is kept, what is left out and why. Pure."""
