-- Types of all kinds, as they are read before a GHW is trusted: ghdl -a --std=08, -e, then -r --std=08 t --wave=types.ghw.
library ieee; use ieee.std_logic_1164.all;
package p is
  type rec is record a : std_logic; v : std_logic_vector(3 downto 0); n : integer range 0 to 7; end record;
  type recs is array (natural range <>) of rec;
  type urec is record a : bit; v : std_logic_vector; end record;
  type bytes is array (natural range <>) of std_logic_vector(7 downto 0);
  type state is (idle, busy, done);
  type two is (off, onn);
  type twos is array (0 to 2) of two;
  type states is array (state) of bit;
  type ints is array (1 to 3) of integer;
  type nested is array (0 to 1) of recs(0 to 1);
end package;
library ieee; use ieee.std_logic_1164.all; use work.p.all;
entity sub is generic (n : natural); port (clk : in std_logic; d : in std_logic_vector(n-1 downto 0); q : out std_logic_vector(n-1 downto 0)); end entity;
architecture r of sub is signal count : natural := 0; begin process (clk) begin if rising_edge(clk) then q <= d; count <= count + 1; end if; end process; end architecture;
library ieee; use ieee.std_logic_1164.all; use work.p.all;
entity t is end entity;
architecture a of t is
  signal clk : std_logic := '0';
  signal r : rec; signal rs : recs(0 to 2); signal bs : bytes(3 downto 0) := (others => (others => '0'));
  signal u : urec(v(2 downto 0)); signal s : state; signal tw : twos; signal ss : states; signal i3 : ints; signal ne : nested;
  signal nul : std_logic_vector(-1 downto 0); signal re : real := 0.5; signal ti : time := 1 ns; signal bo : boolean; signal ch : character; signal str : string(1 to 4) := "abcd";
  signal sl : std_logic_vector(7 downto 0); alias hi : std_logic_vector(3 downto 0) is sl(7 downto 4);
  signal bv : bit_vector(0 to 4); signal sul : std_ulogic; signal po : positive := 1;
begin
  g : for k in 0 to 2 generate signal gs : std_logic; begin gs <= clk; x : entity work.sub generic map (4) port map (clk, bs(k)(3 downto 0), open); end generate;
  gg : for z in boolean generate signal gz : bit; begin gz <= '1'; end generate;
  gi : if true generate signal gs2 : std_logic; begin gs2 <= not clk; end generate;
  b : block signal bb : std_logic; begin bb <= clk; end block;
  h : entity work.sub generic map (4) port map (clk, sl(7 downto 4), sl(3 downto 0));
  process begin for k in 1 to 10 loop wait for 5 ns; clk <= not clk; s <= busy; bs(1) <= x"a5"; re <= re * 2.0; i3(2) <= k; ti <= ti + 1 ns; ch <= 'z'; r.n <= 3; ne(1)(0).v <= "1010"; end loop; wait; end process;
end architecture;
