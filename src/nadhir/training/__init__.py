"""Trains the models that weigh candidates, on gold reports. Needs the extra `nadhir[train]`; nothing else does."""
