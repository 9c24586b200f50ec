# Digilent Basys 3: generated from constraints/basys3.toml; change that, not this.
# Run beside spindle_top.v and basys3.xdc: vivado -mode batch -source basys3.tcl
read_verilog spindle_top.v
read_xdc basys3.xdc
synth_design -top spindle_top -part xc7a35tcpg236-1
opt_design
place_design
phys_opt_design
route_design
report_utilization -file basys3.utilisation.txt
report_timing_summary -file basys3.timing.txt
write_bitstream -force basys3.bit
