"""What a host can try against its members, each as a real attack on a copy of the running demo."""
