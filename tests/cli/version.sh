# What --version -v lists; versions, and the walls that stand here, are left out.
"$d" --version | sed 's/[0-9.]*$/N/'
"$d" --version -v | sed -E 's/^(depickle|  [A-Za-z0-9-]+) .*/\1 N/; s/^sandbox: .+/sandbox: W/'
