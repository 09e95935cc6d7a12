"""How fast the room is: `make bench` measures a real server beside what the machine can do bare."""
