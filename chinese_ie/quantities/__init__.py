"""Exact values of the amounts of money and production capacities that a Chinese text states.

>>> [m.text for m in find_money("总投资约51亿元，外资1.05亿美元")]
['51亿元', '1.05亿美元']
>>> parse_capacity("24GWh")[0].value
Decimal('24000000000')
"""

from chinese_ie.quantities.capacity import find_capacity, parse_capacity
from chinese_ie.quantities.mention import Mention
from chinese_ie.quantities.money import find_money, parse_money

__all__ = ["Mention", "find_capacity", "find_money", "parse_capacity", "parse_money"]
