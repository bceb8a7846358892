"""The work of the DfE's benchmarking pipeline, on made-up data of its shape: sets of similar schools, then ratings.

What is computed is public (the Department documents it and publishes the source); every line here is our own.
"""
