# Files of the libraries that stand beside scikit-learn, old and new: no name in them is an alarm.
# A table is no model.
for file in "$data"/honest/*; do
    "$d" scan "$file" 2> /dev/null > out; echo "$? $(cat out)"
done
"$d" convert -q "$data/honest/pandas-1.9.p2.pkl" -d out.d; echo "-> $?"
