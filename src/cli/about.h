/* What `depickle --version -v` says: the libraries that are loaded, and what this build can do on this machine. */
#ifndef DP_CLI_ABOUT_H
#define DP_CLI_ABOUT_H

/* On standard output, below the version. SIGPIPE must be ignored: a child tries the walls. */
void dp_about_print(void);

#endif
