# Columns are taken by name where the model tells the names of its features, in whatever order the table has them.
n=$data/named
printf 'area,rooms,year\n100,3,1990\n50,2,1950\n' > ordered.csv
printf 'year,area,rooms\n1990,100,3\n1950,50,2\n' > other.csv
printf 'id,year,area,rooms,price\n7,1990,100,3,0\n8,1950,50,2,0\n' > more.csv
printf 'year,rooms\n1990,3\n' > fewer.csv
printf 'a,b,c\n100,3,1990\n50,2,1950\n' > unknown.csv
printf 'a,b\n100,3\n' > narrow.csv
printf '100,3,1990\n50,2,1950\n' > bare.csv
printf '0,1,2\n100,3,1990\n50,2,1950\n' > counted.csv
printf 'area;rooms;year\n100;3;1990\n' > semicolons.csv
printf 'area;rooms;year\n100,5;3;1990\n' > decimals.csv
printf 'area\trooms\tyear\n100\t3\t1990\n' > tabs.csv
printf 'area,rooms,year,area\n100,3,1990,50\n' > twice.csv
for model in linear pipeline; do
    "$d" convert "$n/$model.pkl" --to onnx,json -d . -q
    for file in "$n/$model.pkl" $model.onnx $model.json; do
        echo "== $file"
        "$d" predict "$file" ordered.csv > ordered; cat ordered
        for table in other more unknown counted; do "$d" predict "$file" $table.csv | cmp - ordered && echo "$table: the same"; done
        for table in fewer narrow bare twice; do "$d" predict "$file" $table.csv; echo "-> $?"; done
    done
done
for table in semicolons decimals tabs; do "$d" predict linear.onnx $table.csv; echo "-> $?"; done
# Said once, whatever the number of processes
"$d" predict linear.onnx more.csv -j 2 > /dev/null
"$d" predict linear.onnx unknown.csv -j 2 -q
# Recorded answers, too
cp ordered expected.csv
printf 'year,rooms\n1990,3\n1950,2\n' > fewer.csv
for table in ordered other fewer; do "$d" verify pipeline.onnx --data $table.csv --expected expected.csv; echo "-> $?"; done
# A pipeline over columns has an input for each of them
printf 'note,Weight,Ram,Company\n,1.2,8,HP\n' > laptop.csv
printf 'Weight,Ram,Company,seen\n1.2,8,HP,0\n' > laptop-more.csv
printf 'Weight,Company\n1.2,HP\n' > laptop-fewer.csv
"$d" convert "$data/single/columns.pkl" -o laptop.onnx -q
for file in "$data/single/columns.pkl" laptop.onnx; do
    for table in laptop laptop-more laptop-fewer; do "$d" predict "$file" $table.csv; echo "-> $?"; done
done
# Nobody told the names of these: by position, and without a word
printf 'year,area,rooms,more\n-0.063,-0.546,0.1,0.2\n' > forest.csv
"$d" predict "$data/forest.pkl" forest.csv
