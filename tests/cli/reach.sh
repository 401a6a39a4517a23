# Every way in which a name is reached, and every place where one stands, is told apart: as text, as JSON.
words() { # the members of each name
    "$d" scan --json "$1" 2> /dev/null | sed 's/.*"names":\[//; s/\],"models".*//; s/},{/}\n{/g' \
        | sed 's/.*"name":"\([^"]*\)".*"offset":\([0-9]*\),"verdict":"\([a-z]*\)","reach":"\([^"]*\)","place":"\([^"]*\)","count":\([0-9]*\),.*/\3|\1|\4|\5|\2|\6/'
}
both() {
    "$d" scan -q "$1" 2> /dev/null; echo "-> $?"
    words "$1"
}
printf 'cposix\nsystem\n.' > held.pkl; both held.pkl
printf "cposix\nsystem\n(S'x'\ntR." > called.pkl; both called.pkl
printf "(S'x'\niposix\nsystem\n." > inst.pkl; both inst.pkl
printf "(cposix\nsystem\nS'x'\no." > obj.pkl; both obj.pkl
printf '\x80\x02csubprocess\nPopen\n)\x81.' > built.pkl; both built.pkl
printf '\x80\x04csubprocess\nPopen\n)}\x92.' > built_ex.pkl; both built_ex.pkl
printf '\x80\x02cmine\nA\n}b.' > state.pkl; both state.pkl
printf '\x80\x02\x82\xf0.' > ext1.pkl; both ext1.pkl
printf '\x80\x02\x83\xf0\x0a.' > ext2.pkl; both ext2.pkl
printf '\x80\x02\x84\xef\xcd\xab\x00.' > ext4.pkl; both ext4.pkl
printf 'Pwhere\n.' > persid.pkl; both persid.pkl
printf '\x80\x02K\x01Q.' > binpersid.pkl; both binpersid.pkl
printf 'cbuiltins\ngetattr\n(cpathlib\nPath\nVtouch\ntR(tR.' > dotted.pkl; both dotted.pkl
printf 'cmine\nf\n)R)R.' > computed.pkl; both computed.pkl
printf 'N.cposix\nsystem\n)R.' > after.pkl; both after.pkl
printf 'N.\x00\x00\x00\x00cposix\nsystem\n)R.' > trailing.pkl; both trailing.pkl
{ printf '\x80\x02N.' | gzip -nc; printf 'cposix\nsystem\n)R.'; } > trailing.gz; both trailing.gz
printf '(NNNNNNNNNNNNNNNNNNNN\xffcposix\nsystem\n)R.' > fault.pkl; both fault.pkl
printf 'cpickle\nloads\n(Ccposix\nsystem\n)R..tR.' | sed 's/(Ccposix/(C\x12cposix/' > nested.pkl; both nested.pkl
printf 'cmine\nA\ncmine\nA\n0cmine\nA\n)\x81\x86.' > twice.pkl; both twice.pkl
{ cat called.pkl built.pkl; printf 'N.'; } | gzip -nc > several.pkl.gz; both several.pkl.gz
