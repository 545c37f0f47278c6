"""One simulated truth: what happened to each FIR, before any office wrote it down."""
