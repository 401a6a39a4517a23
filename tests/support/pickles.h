/* Pickles written as opcodes, for tests: protocol-0 text where it says the same in a line one can read. */
#ifndef DP_TEST_PICKLES_H
#define DP_TEST_PICKLES_H

#define P_TEXT(s) "V" s "\n"
#define P_INT(n) "I" #n "\n"
#define P_FLOAT(f) "F" #f "\n"
#define P_NONE "N"
#define P_TRUE "\x88"
#define P_FALSE "\x89"
#define P_LIST(items) "(" items "l"
#define P_TUPLE(items) "(" items "t"
#define P_DICT(pairs) "(" pairs "d"
#define P_SET(items) "\x8f(" items "\x90"
#define P_NAME(module, name) "c" module "\n" name "\n"
/* An object of a class, with attributes. */
#define P_OBJECT(module, name, attributes) P_NAME(module, name) ")\x81" P_DICT(attributes) "b"
#define P_FILE(value) "\x80\x04" value "."

#endif
