# Digilent Basys 3: generated from constraints/basys3.toml; change that, not this.
# Pins: Digilent/digilent-xdc; litex-hub/litex-boards (device) (Basys-3-Master.xdc; litex_boards/platforms/digilent_basys3.py).
set_property -dict { PACKAGE_PIN W5 IOSTANDARD LVCMOS33 } [get_ports clock]
set_property -dict { PACKAGE_PIN B18 IOSTANDARD LVCMOS33 } [get_ports rx]
set_property -dict { PACKAGE_PIN A18 IOSTANDARD LVCMOS33 } [get_ports tx]
set_property -dict { PACKAGE_PIN U16 IOSTANDARD LVCMOS33 } [get_ports led]
create_clock -name clock -period 10.000 [get_ports clock]
set_property CONFIG_VOLTAGE 3.3 [current_design]
set_property CFGBVS VCCO [current_design]
