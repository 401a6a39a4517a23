# CMake 3.25 does not know this system, and asks for a file of its name: it has nothing to say.
