# Digilent Arty A7-35T: generated from constraints/arty-a7-35t.toml; change that, not this.
# Run beside spindle_top.v and arty-a7-35t.xdc: vivado -mode batch -source arty-a7-35t.tcl
read_verilog spindle_top.v
read_xdc arty-a7-35t.xdc
synth_design -top spindle_top -part xc7a35ticsg324-1L
opt_design
place_design
phys_opt_design
route_design
report_utilization -file arty-a7-35t.utilisation.txt
report_timing_summary -file arty-a7-35t.timing.txt
write_bitstream -force arty-a7-35t.bit
