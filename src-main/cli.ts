// A placeholder until the command line is there.
process.stderr.write('datomspace: no command yet\n')
process.exitCode = 2
