library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;

entity accumulator is
  port (clock : in std_logic; enable : in std_logic; input : in std_logic_vector(3 downto 0);
        sum : out std_logic_vector(7 downto 0));
end entity;

architecture rtl of accumulator is
  signal total : unsigned(7 downto 0);
begin
  sum <= std_logic_vector(total);
  process (clock) begin
    if rising_edge(clock) then
      if enable = '1' then
        total <= total + unsigned(input);
      else
        total <= (others => '0');
      end if;
    end if;
  end process;
end architecture;

library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;

entity testbench is end entity;

architecture test of testbench is
  type phase is (idle, run, finished);
  signal clock : std_logic := '0';
  signal enable : std_logic;
  signal input : std_logic_vector(3 downto 0) := "0000";
  signal sum : std_logic_vector(7 downto 0);
  signal pulled : std_logic := 'H';
  signal state : phase := idle;
  signal count : integer := 0;
  signal gain : real := 0.5;
  signal busy : boolean := false;
begin
  dut : entity work.accumulator port map (clock, enable, input, sum);
  process begin
    for n in 0 to 11 loop
      wait for 5 ns;
      clock <= '1';
      wait for 5 ns;
      clock <= '0';
      enable <= '0' when n < 2 else '1';
      input <= std_logic_vector(to_unsigned((n * 5) mod 16, 4));
      count <= n;
      gain <= real(n) / 3.0;
      if n = 3 then state <= run; busy <= true; end if;
      if n = 10 then state <= finished; busy <= false; pulled <= 'Z'; end if;
    end loop;
    wait;
  end process;
end architecture;
