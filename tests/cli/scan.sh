# A verdict a file; names that are not safe with how they are reached; JSON and exit codes for scripts.
"$d" scan "$data/forest.pkl"; echo "-> $?"
printf "cposix\nsystem\n(S'true'\ntR." > attack.pkl
"$d" scan attack.pkl; echo "-> $?"
printf '\x80\x02cmypackage.models\nModel\n)\x81}b.' > own.pkl
"$d" scan own.pkl; echo "-> $?"
"$d" scan --allow mypackage.models.Model own.pkl; echo "-> $?"
head -c 300 "$data/forest.pkl" > cut.pkl
"$d" scan cut.pkl; echo "-> $?"
"$d" scan "$data/linreg.pkl" cut.pkl; echo "-> $?"
"$d" scan "$data/linreg.pkl" attack.pkl cut.pkl; echo "-> $?"
"$d" scan --json attack.pkl | sed 's/,"sandbox":.*]//'; echo "-> ${PIPESTATUS[0]}" # its walls: checks/walls.sh
gzip -c attack.pkl > attack.pkl.gz
"$d" scan attack.pkl.gz; echo "-> $?"
