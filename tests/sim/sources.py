#!/usr/bin/env python3
"""Stand-ins for the systems of all provinces: real servers that hold one simulated truth, each in its own words.

  sources.py up FOLDER [--seed N] [--firs N]     start them, fill them, and write a hub's configuration: FOLDER/hub
  sources.py down FOLDER                         stop them
"""
import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from chain.life import simulate          # noqa: E402
from nation import Nation                # noqa: E402


def up(options):
    nation = Nation(options.folder).start()
    nation.fill(simulate(options.seed, options.firs))
    print(f"""Ten systems of seven provinces are up, with {options.firs} FIRs from 2024 and 2025:
  MariaDB on port {nation.mariadb.port} (psrms, sindh_cmms), PostgreSQL on {nation.postgresql.port} (cmms), HTTPS on {nation.api.port} (cfms, courts),
  and files in {nation.data}
Read them:
  mizan --config {nation.hub}/mizan.toml ingest
  mizan --config {nation.hub}/mizan.toml coverage kpis
Stop them:
  ./dev sources down {options.folder}""")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = words.add_subparsers(dest="command", required=True)
    one = commands.add_parser("up", help="start and fill them")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--firs", type=int, default=1000)
    for command in (one, commands.add_parser("down", help="stop them")):
        command.add_argument("folder", type=Path)
    options = words.parse_args()
    if options.command == "up":
        up(options)
    else:
        Nation(options.folder).stop()


if __name__ == "__main__":
    main()
