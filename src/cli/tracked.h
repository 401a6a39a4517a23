/* Does git keep a file? Its history then holds what is deleted here. Parent only. */
#ifndef DP_CLI_TRACKED_H
#define DP_CLI_TRACKED_H

/* "tracked", "perhaps" (in a repository whose index is of a form that is not read), or "no". Looks for .git in the file's
 * folder and those above it, and for the file's name in .git/index; nothing of git is run. */
const char *dp_tracked(const char *path);

#endif
