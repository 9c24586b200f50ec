# Digilent Arty A7-35T: generated from constraints/arty-a7-35t.toml; change that, not this.
# Pins: Digilent/digilent-xdc; litex-hub/litex-boards (device) (Arty-A7-35-Master.xdc; litex_boards/platforms/digilent_arty.py).
set_property -dict { PACKAGE_PIN E3 IOSTANDARD LVCMOS33 } [get_ports clock]
set_property -dict { PACKAGE_PIN A9 IOSTANDARD LVCMOS33 } [get_ports rx]
set_property -dict { PACKAGE_PIN D10 IOSTANDARD LVCMOS33 } [get_ports tx]
set_property -dict { PACKAGE_PIN H5 IOSTANDARD LVCMOS33 } [get_ports led]
create_clock -name clock -period 10.000 [get_ports clock]
