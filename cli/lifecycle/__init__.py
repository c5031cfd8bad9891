"""From nothing to deployed and back: `costgov init`, `deploy`, `uninstall`, `restore`."""
