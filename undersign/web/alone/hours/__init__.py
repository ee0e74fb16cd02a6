"""My hours: pages whose scripts keep a log of work on the phone. The site hands out files and gets nothing back."""
