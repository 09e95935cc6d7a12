"""What the installation is made of: the compose file, the proxy, the image."""
