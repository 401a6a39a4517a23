/* For preset coverage, included before every file: the program's child ends by _exit, which would leave its counts behind.
 * Where walls stand it cannot write them. Includes nothing, since some files use the names of the system's headers. */
#ifndef DP_TESTS_COVERED_H
#define DP_TESTS_COVERED_H

void __gcov_dump(void);
_Noreturn void _Exit(int);
int prctl(int, ...);

_Noreturn static inline void dp_covered_exit(int code)
{
    enum { GET_SECCOMP = 21 };
    if (prctl(GET_SECCOMP) == 0) {
        __gcov_dump();
    }
    _Exit(code);
}

#define _exit dp_covered_exit

#endif
