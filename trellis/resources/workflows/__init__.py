"""The state machines, one file each: an order, and a day of an adviser that is booked ahead."""
