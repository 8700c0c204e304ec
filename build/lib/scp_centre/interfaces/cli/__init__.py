"""The command line: `scp-centre` and every other word after `./centre`."""
