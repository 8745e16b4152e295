/** What `--help` says below the options. */
export const FOOTER = `
A command talks to the space that runs on this machine (the app, or "datomspace serve"); when none runs,
it opens the space in --storage for itself and closes it again.

Exit status: 0 done, 1 unexpected, 2 usage, 3 done in part, 4 not found, 5 refused, 6 in use,
7 network, 8 keychain, 9 unreadable file or key, 10 storage, 130 interrupted.

  $ datomspace init --name Alice
  $ datomspace import friends.vcf --set Friends
  $ datomspace share --set Friends --until 7d
  $ datomspace receive datom1…            (on Bob's machine)
  $ datomspace help import                (more of one command)`

export const HELP = {
  serve: `
Prints a line when it is ready, then a line for every client that comes or goes. SIGTERM and SIGINT end
it in order. Without a person at the terminal the passphrase comes from --passphrase-file.

  $ datomspace serve --json --passphrase-file /run/credentials/datomspace`,
  init: `
The 24 words are shown once, and only at a terminal. They bring the space back on another machine.

  $ datomspace init --name Alice
  $ datomspace init --keychain file --passphrase-file secret.txt     (where there is no keychain)
  $ datomspace init --restore < words.txt`,
  inspect: `
With --json a line for each file, and for each file in a ZIP:
  {"path", "contacts": [{"fn", "email": [], "tel": [], "org": [[]]}], "problems": [{"line", "reason", "raw"}]}
  {"path", "error"}`,
  import: `
Nothing is written twice: what is there already is skipped, what has changed is updated. Likely duplicates
are left out unless --duplicates says otherwise. Ctrl-C takes back what was written.

  $ datomspace import friends.vcf export.zip --set Friends --tag school
  $ datomspace import odd.csv --dry-run
  $ datomspace import odd.csv --map "Handle=nickname" --map "Mail=email"`,
  share: `
The fields are name, phones, emails, addresses, work, dates, online, photo, notes.

  $ datomspace share --set Friends --fields name,emails --until 30d --label "Class of 2009"`,
  receive: `
Shows who offers what on which terms, before anything is fetched, and asks. Without a terminal it prints the
terms and ends with status 5, unless --accept is given. A dash reads the key from stdin.

  $ datomspace receive datom1…
  $ datomspace receive - --accept --json < key.txt`,
  read: `
WHAT is the id or the label of a received share, or the key of a raw core in hex or z-base-32. Blocks are
lines {"index", "value"}, or "text" or "base64" in place of "value" where they are not JSON.

  $ datomspace read "Class of 2009" --format vcard4 > class.vcf
  $ datomspace read 3b1f… --from 10 --to 20 --json
  $ datomspace read 3b1f… --at alice_dataspace --live`,
  revoke: `
SHARE is an id, the beginning of one, or a label.`,
  country: `
CODE is two letters of ISO 3166-1, or none. What was said is noted in the receipts of shares whose terms name
countries, and nowhere else. Without CODE it prints what was said.

  $ datomspace country CN`,
  audit: `
The trail is append-only and signed; --export writes it as one file, and --verify FILE checks such a file on any
machine, without a space. A trail that is not as its owner signed it ends with status 5, and what is wrong is named.

  $ datomspace audit --event grant
  $ datomspace audit --export trail.json
  $ datomspace audit --verify trail.json`,
  report: `
The report carries the receipts that the users of your data signed, so that anybody can check who signed for what and
that the sums are right. A page shows nothing else than what is signed in it; CSV proves nothing.

  $ datomspace report --format html -o usage.html
  $ datomspace report --share Friends --from 2027-01-01 > usage.json
  $ datomspace report --verify usage.html`
}
