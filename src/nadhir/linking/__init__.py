"""Pure functions on records: who copied whom, who said a thing first, which claims tell of the same incident."""
