"""What Trellis costs, beside what people use today: run by `make bench`, explained in docs/speed.md."""
