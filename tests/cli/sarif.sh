# One SARIF log of all inputs, for code hosts.
printf "cposix\nsystem\n(S'true'\ntR." > 'an attack.pkl'
gzip -nc 'an attack.pkl' > attack.pkl.gz
printf '\x80\x02cmypackage.models\nModel\n)\x81}b.' > own.pkl
printf '\x80\x02N' > cut.pkl
mkdir folder
printf '\x89HDF\r\n\x1a\n0123' > folder/net.h5
"$d" scan --format sarif -q "$data/linreg.pkl" 'an attack.pkl' attack.pkl.gz own.pkl cut.pkl nowhere.pkl folder \
    | sed 's/^\(\t*"version":\t\)"[0-9.]*",$/\1"(version)",/'; echo "-> ${PIPESTATUS[0]}"
"$d" scan --format sarif "$data/linreg.pkl" | grep -A 1 -e results -e executionSuccessful; echo "-> ${PIPESTATUS[0]}"
"$d" scan --format xml "$data/linreg.pkl"; echo "-> $?"
"$d" scan --format json own.pkl 2> /dev/null | cut -c 1-60; echo "-> ${PIPESTATUS[0]}"
"$d" scan --format text own.pkl 2> /dev/null; echo "-> $?"
