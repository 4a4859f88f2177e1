"""The demo: an invented college and a school beside it, made from code with a fixed seed."""
