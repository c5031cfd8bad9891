"""The laptop AWS: emulator, stand-in for what is read, synthetic organisation."""
