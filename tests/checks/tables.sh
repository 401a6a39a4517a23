#!/usr/bin/env bash
# Rows of the .def tables are sorted and none stands twice, where a table's order means nothing; every row of a table of
# files has its file, and every such file its row.
set -u
cd "$(dirname "$0")/../.."
export LC_ALL=C
. tests/support/same.sh

# rows FILE MACRO FIELD: that field of each row, quotes away
rows() {
    sed -n "s/^$2(\(.*\)).*/\1/p" "$1" | awk -F' *, *' -v k="$3" '{ gsub(/"/, ""); print $k }'
}

# by class, then package: two libraries have a Booster
none "converters/catalog.def is sorted" "$(paste -d ' ' <(rows converters/catalog.def CLASS 1) \
    <(rows converters/catalog.def CLASS 2) | sort -uc 2>&1)"
none "pickle/names.def is sorted" "$(grep '^NAME(' src/pickle/names.def | sort -c 2>&1)"
none "value/recipes.def rows stand once" "$(grep -ohE '^[A-Z_]+\([^)]*\)' src/value/recipes.def | sort | uniq -d)"
none "pickle/names.def rows stand once" "$(grep -ohE '^[A-Z_]+\("[^"]*", *"[^"]*"' src/pickle/names.def | sort | uniq -d)"
none "model/homes.def is sorted" "$(rows src/model/homes.def HOME 1 | sort -uc 2>&1)"
none "model/taken.def is sorted" "$(rows src/model/taken.def TAKEN 1 | sort -uc 2>&1)"
none "converters/refused.def is sorted" "$(rows converters/refused.def REFUSED 1 | sort -uc 2>&1)"
none "base/powers.def is what its generator writes" "$(python3 tests/gen/powers.py | diff - src/base/powers.def)"
none "python/uses.def is sorted" "$(rows src/python/uses.def USE 1 | sort -uc 2>&1)"
none "converters/refused.def names classes without a converter" \
    "$(comm -12 <(rows converters/refused.def REFUSED 1 | sort) <(rows converters/catalog.def CLASS 1 | sort))"
missing=$(comm -23 \
    <(awk -F'"' '/^(CLASS|REFUSED)\(/ { split($1, n, /[(,]/); print $2 "." n[2] }' converters/{catalog,refused}.def | sort -u) \
    <(awk -F'"' '/^NAME\(/ { print $6 }' src/pickle/names.def | sort -u))
none "classes of a table that no pickle's name leads to" "$missing"
for table in codec/codecs:CODEC export/exporters:EXPORTER format/formats:FORMAT; do
    def=src/${table%%:*}.def
    macro=${table##*:}
    folder=$(dirname "$def")
    for name in $(rows "$def" "$macro" 1); do
        none "$def: $name" "$([ -e "$folder/$name.c" ] || echo "no $folder/$name.c")"
    done
    none "$def stands once" "$(rows "$def" "$macro" 1 | sort | uniq -d)"
done
for family in $(rows converters/catalog.def CLASS 3 | sort -u); do
    none "family $family" "$(grep -qrE "^const dp_family dp_$family\b" converters --include='*.c' || echo "no file defines it")"
done
for name in $(sed -n 's/^COMMAND(\([a-z]*\),.*/\1/p' src/cli/commands.def); do
    none "command $name" "$([ -e "src/cli/cmd_$name.c" ] || echo "no src/cli/cmd_$name.c")"
    none "command $name has its page" "$([ -e "src/manual/pages/depickle-$name.md" ] || echo "no src/manual/pages/depickle-$name.md")"
done
if command -v python3 > /dev/null; then
    none "proof/backing.def is that of docs/supported.md (python3 tests/gen/supported.py --backing > src/proof/backing.def)" \
        "$(python3 tests/gen/supported.py --backing | cmp - src/proof/backing.def 2>&1)"
fi
while IFS='|' read -r file change _; do
    file=${file// /}
    change=${change# }
    [[ $file == \#* || -z $file ]] && continue
    none "tests/sabotage/bugs.txt: a bug that is none" "$(sed "${change% }" "$file" | cmp -s - "$file" && echo "$file has nothing for $change")"
done < tests/sabotage/bugs.txt
python=$(bash tests/support/pythons.sh 3.13 2> /dev/null)
if "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2> /dev/null; then
    none "pickle/names.def is what its generator writes (Python 3.13: tests/gen/names.py > src/pickle/names.def)" \
        "$("$python" tests/gen/names.py 2> /dev/null | diff src/pickle/names.def -)"
fi
echo "tables: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 20 ]
