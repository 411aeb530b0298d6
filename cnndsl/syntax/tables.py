"""The LALR tables of grammar.lark. Made by generate_tables.py, not by hand: `make tables`.

``ACTIONS[state][terminal]`` is the next state, or ``~rule`` to reduce by a rule; ``DEFAULTS[state]`` the rule of a
state that can do nothing else (-1: none); ``GOTO[state][nonterminal]`` the state after a reduction. ``RULES`` are
(nonterminal, length, builder): an empty builder hands its one part on, `+` makes a list of its parts. ``WORDS`` are
the keywords with their terminals, ``OPENERS`` those whose statement has lines below it.
"""

from __future__ import annotations

# fmt: off

STARTS: dict[str, int] = {'file': 0, 'expression': 1}

RULES: tuple[tuple[str, int, str], ...] = (('__arguments_star_1', 2, '+'), ('__arguments_star_1', 3, '+'),
    ('__atom_star_13', 2, '+'), ('__atom_star_13', 3, '+'), ('__comparison_plus_10', 2, '+'), ('__comparison_plus_10',
    3, '+'), ('__conjunction_plus_9', 2, '+'), ('__conjunction_plus_9', 3, '+'), ('__decision_star_5', 2, '+'),
    ('__decision_star_5', 1, '+'), ('__disjunction_plus_8', 2, '+'), ('__disjunction_plus_8', 3, '+'),
    ('__expect_star_6', 2, '+'), ('__expect_star_6', 3, '+'), ('__file_star_0', 2, '+'), ('__file_star_0', 1, '+'),
    ('__for_loop_star_4', 2, '+'), ('__for_loop_star_4', 3, '+'), ('__label_plus_2', 1, '+'), ('__label_plus_2', 3,
    '+'), ('__label_plus_2', 2, '+'), ('__label_plus_2', 4, '+'), ('__parameters_star_7', 2, '+'),
    ('__parameters_star_7', 3, '+'), ('__product_plus_12', 2, '+'), ('__product_plus_12', 3, '+'),
    ('__reference_star_3', 2, '+'), ('__reference_star_3', 3, '+'), ('__sum_plus_11', 2, '+'), ('__sum_plus_11', 3,
    '+'), ('argument', 3, 'option'), ('argument', 1, 'argument'), ('arguments', 0, 'arguments'), ('arguments', 1,
    'arguments'), ('atom', 1, 'false'), ('atom', 3, 'member'), ('atom', 3, 'group'), ('atom', 2, 'list_display'),
    ('atom', 4, 'list_display'), ('atom', 3, 'list_display'), ('atom', 5, 'list_display'), ('atom', 4,
    'list_display'), ('atom', 1, 'name'), ('atom', 3, 'function'), ('atom', 5, 'function'), ('atom', 4, 'function'),
    ('atom', 6, 'function'), ('atom', 5, 'function'), ('atom', 1, 'number'), ('atom', 1, 'size'), ('atom', 1,
    'string'), ('atom', 1, 'true'), ('block', 4, 'block'), ('block', 5, 'block'), ('body', 4, 'lines'), ('body', 1,
    'body'), ('broken', 2, 'broken'), ('broken', 5, 'broken'), ('comparison', 1, ''), ('comparison', 2, 'chain'),
    ('conjunction', 1, ''), ('conjunction', 2, 'chain'), ('decision', 1, 'decision'), ('decision', 2, 'decision'),
    ('decision', 3, 'decision'), ('decision', 2, 'decision'), ('disjunction', 1, ''), ('disjunction', 2, 'chain'),
    ('elif_clause', 4, 'elif_clause'), ('else_clause', 3, 'else_clause'), ('expect', 2, 'expect'), ('expect', 3,
    'expect'), ('expected', 1, 'pattern'), ('expected', 1, ''), ('expression', 1, ''), ('expression', 5,
    'conditional'), ('factor', 2, 'unary'), ('factor', 1, ''), ('file', 0, 'file'), ('file', 1, 'file'), ('for_loop',
    6, 'for_loop'), ('for_loop', 8, 'for_loop'), ('for_loop', 7, 'for_loop'), ('for_loop', 9, 'for_loop'), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('if_clause', 4, 'if_clause'), ('init', 3, 'init'), ('inline', 1, ''),
    ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('input', 3, 'input'), ('inversion',
    2, 'unary'), ('inversion', 1, ''), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3,
    'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 4,
    'split_into'), ('join', 3, 'join'), ('label', 1, 'label'), ('labelled_head', 6, 'labelled_head'),
    ('labelled_layer', 5, 'labelled_layer'), ('layer', 4, 'inline_call'), ('layer', 3, 'layer'), ('let', 5, 'let'),
    ('model', 4, 'model'), ('model', 3, 'model'), ('model', 5, 'model'), ('model', 4, 'model'), ('parameter', 1,
    'parameter'), ('parameter', 3, 'parameter'), ('parameters', 2, 'parameters'), ('parameters', 4, 'parameters'),
    ('parameters', 3, 'parameters'), ('parameters', 5, 'parameters'), ('parameters', 4, 'parameters'), ('path', 3,
    'path'), ('power', 1, ''), ('power', 3, 'power'), ('primary', 1, ''), ('primary', 4, 'slice'), ('primary', 5,
    'slice'), ('primary', 5, 'slice'), ('primary', 6, 'slice'), ('primary', 4, 'index'), ('product', 1, ''),
    ('product', 2, 'chain'), ('reference', 3, 'reference'), ('reference', 4, 'reference'), ('repeat', 4, 'repeat'),
    ('section', 3, 'section'), ('section_body', 4, 'lines'), ('section_body', 1, 'section_body'), ('section_body', 1,
    'section_body'), ('seq', 3, 'seq'), ('some_arguments', 1, 'arguments'), ('statement', 1, ''), ('statement', 1,
    ''), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''), ('sum', 1, ''), ('sum', 2, 'chain'),
    ('training_head', 4, 'training_head'), ('use', 5, 'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -79, 'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6,
    'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15,
    'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'PATH': 23, 'REPEAT': 24,
    'SELECT': 25, 'SEQ': 26, 'SPLIT': 27, 'SUB': 28, 'USE': 29}, {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60,
    'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'COLON': 79}, {'_GAP':
    80}, {'NAME': 83}, {'END': 84}, {'COLON': 85}, {'END': 86, '_GAP': 87}, {'NAME': 89}, {'LABEL': 14, 'LBRACE': 15},
    {'END': -33, '_GAP': 80}, {'NAME': 94}, {}, {'NAME': 97}, {'COLON': 98}, {'COLON': 99}, {'COLON': 100}, {'NAME':
    101}, {'COLON': 102}, {'COLON': 104}, {'COLON': 106}, {'COLON': 107}, {'COLON': 108, 'FALSE': 57, 'IN': 58,
    'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67},
    {'COLON': 110}, {'NAME': 111}, {'$END': -80, 'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT':
    7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16,
    'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'PATH': 23, 'REPEAT': 24, 'SELECT': 25,
    'SEQ': 26, 'SPLIT': 27, 'SUB': 28, 'USE': 29}, {'COLON': -121, 'DOT': -121, 'END': -121, 'LABEL': 113, 'LBRACE':
    114}, {'$END': -63, 'ADD': -63, 'AUX': -63, 'BLOCK': -63, 'BROKEN': -63, 'CONCAT': -63, 'ELIF': 115, 'ELSE': 116,
    'EXPECT': -63, 'FOR': -63, 'FROM': -63, 'IF': -63, 'INIT': -63, 'INLINE': -63, 'INPUT': -63, 'LABEL': -63,
    'LBRACE': -63, 'LET': -63, 'MATMUL': -63, 'MAX': -63, 'MEAN': -63, 'MODEL': -63, 'MUL': -63, 'NAME': -63, 'PATH':
    -63, 'REPEAT': -63, 'SELECT': -63, 'SEQ': -63, 'SPLIT': -63, 'SUB': -63, 'USE': -63, '_DEDENT': -63}, {'COLON':
    120}, {'DOT': 121}, {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'RSQB':
    123, 'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'$END': -43, 'AND': -43, 'COLON': -43, 'COMMA': -43,
    'COMPARE': -43, 'ELSE': -43, 'END': -43, 'IF': -43, 'LPAR': 125, 'LSQB': -43, 'OR': -43, 'POWER': -43, 'PRODUCT':
    -43, 'RANGE': -43, 'RBRACE': -43, 'RPAR': -43, 'RSQB': -43, 'SUM': -43, '_GAP': -43}, {'FALSE': 57, 'IN': 58,
    'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NUMBER': 63, 'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'$END': -67,
    'COLON': -67, 'COMMA': -67, 'ELSE': -67, 'END': -67, 'IF': -67, 'OR': 128, 'RANGE': -67, 'RBRACE': -67, 'RPAR':
    -67, 'RSQB': -67, '_GAP': -67}, {'$END': -75, 'COLON': -75, 'COMMA': -75, 'END': -75, 'IF': 130, 'RANGE': -75,
    'RBRACE': -75, 'RPAR': -75, 'RSQB': -75, '_GAP': -75}, {'$END': -147, 'AND': -147, 'COLON': -147, 'COMMA': -147,
    'COMPARE': -147, 'ELSE': -147, 'END': -147, 'IF': -147, 'OR': -147, 'PRODUCT': 131, 'RANGE': -147, 'RBRACE': -147,
    'RPAR': -147, 'RSQB': -147, 'SUM': -147, '_GAP': -147}, {'$END': -61, 'AND': 133, 'COLON': -61, 'COMMA': -61,
    'ELSE': -61, 'END': -61, 'IF': -61, 'OR': -61, 'RANGE': -61, 'RBRACE': -61, 'RPAR': -61, 'RSQB': -61, '_GAP':
    -61}, {'$END': -139, 'AND': -139, 'COLON': -139, 'COMMA': -139, 'COMPARE': -139, 'ELSE': -139, 'END': -139, 'IF':
    -139, 'LSQB': 135, 'OR': -139, 'POWER': 136, 'PRODUCT': -139, 'RANGE': -139, 'RBRACE': -139, 'RPAR': -139, 'RSQB':
    -139, 'SUM': -139, '_GAP': -139}, {'$END': -163, 'AND': -163, 'COLON': -163, 'COMMA': -163, 'COMPARE': -163,
    'ELSE': -163, 'END': -163, 'IF': -163, 'OR': -163, 'RANGE': -163, 'RBRACE': -163, 'RPAR': -163, 'RSQB': -163,
    'SUM': 137, '_GAP': -163}, {'$END': -59, 'AND': -59, 'COLON': -59, 'COMMA': -59, 'COMPARE': 139, 'ELSE': -59,
    'END': -59, 'IF': -59, 'OR': -59, 'RANGE': -59, 'RBRACE': -59, 'RPAR': -59, 'RSQB': -59, '_GAP': -59}, {'ADD': 2,
    'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'END': 141, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT':
    11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL':
    20, 'MUL': 21, 'NAME': 22, 'PATH': 23, 'REPEAT': 24, 'SELECT': 25, 'SEQ': 26, 'SPLIT': 27, 'SUB': 28, 'USE': 29},
    {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 149, 'NOT': 62, 'NUMBER': 63, 'SIZE': 64, 'STRING': 65,
    'SUM': 66, 'TRUE': 67}, {'COLON': -157, '_GAP': 152}, {'COLON': 153}, {'COLON': 154, 'LPAR': 155}, {'$END': -57,
    'ADD': -57, 'AUX': -57, 'BLOCK': -57, 'BROKEN': -57, 'CONCAT': -57, 'ELIF': -57, 'ELSE': -57, 'EXPECT': -57,
    'FOR': -57, 'FROM': -57, 'IF': -57, 'INIT': -57, 'INLINE': -57, 'INPUT': -57, 'LABEL': -57, 'LBRACE': -57, 'LET':
    -57, 'MATMUL': -57, 'MAX': -57, 'MEAN': -57, 'MODEL': -57, 'MUL': -57, 'NAME': -57, 'PATH': -57, 'REPEAT': -57,
    'SELECT': -57, 'SEQ': -57, 'SPLIT': -57, 'SUB': -57, 'USE': -57, '_DEDENT': -57, '_INDENT': 157}, {'FALSE': 57,
    'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 149, 'NOT': 62, 'NUMBER': 63, 'PATTERN': 159, 'SIZE': 64, 'STRING': 65,
    'SUM': 66, 'TRUE': 67}, {'END': 162, '_GAP': 163}, {'COMMA': 164, 'IN': 165}, {'DOT': 167, 'END': 168}, {'COLON':
    170}, {'COLON': -34, 'END': -34, '_GAP': 152}, {'END': 171}, {'END': 173}, {'RBRACE': 174}, {'EQUAL': 175},
    {'COLON': 179, 'END': 180, 'LPAR': 155}, {'END': 183}, {'COLON': 185}, {'COLON': 189}, {'COMMA': 164, 'FROM':
    191}, {'COLON': 195}, {'$END': -64, 'ADD': -64, 'AUX': -64, 'BLOCK': -64, 'BROKEN': -64, 'CONCAT': -64, 'ELIF':
    115, 'ELSE': 116, 'EXPECT': -64, 'FOR': -64, 'FROM': -64, 'IF': -64, 'INIT': -64, 'INLINE': -64, 'INPUT': -64,
    'LABEL': -64, 'LBRACE': -64, 'LET': -64, 'MATMUL': -64, 'MAX': -64, 'MEAN': -64, 'MODEL': -64, 'MUL': -64, 'NAME':
    -64, 'PATH': -64, 'REPEAT': -64, 'SELECT': -64, 'SEQ': -64, 'SPLIT': -64, 'SUB': -64, 'USE': -64, '_DEDENT': -64},
    {'ADD': 2, 'AUX': 198, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'END': 199, 'EXPECT': 7, 'FOR': 8, 'IF': 10, 'INIT':
    11, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL':
    21, 'NAME': 200, 'PATH': 23, 'REPEAT': 24, 'SELECT': 25, 'SEQ': 26, 'SPLIT': 27, 'SUB': 28, 'USE': 29}, {'NAME':
    204}, {'RPAR': 205}, {'COMMA': 206, 'RSQB': 207}, {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 61,
    'NOT': 62, 'NUMBER': 63, 'RPAR': 209, 'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'$END': -68, 'COLON':
    -68, 'COMMA': -68, 'ELSE': -68, 'END': -68, 'IF': -68, 'OR': 212, 'RANGE': -68, 'RBRACE': -68, 'RPAR': -68,
    'RSQB': -68, '_GAP': -68}, {'$END': -148, 'AND': -148, 'COLON': -148, 'COMMA': -148, 'COMPARE': -148, 'ELSE':
    -148, 'END': -148, 'IF': -148, 'OR': -148, 'PRODUCT': 215, 'RANGE': -148, 'RBRACE': -148, 'RPAR': -148, 'RSQB':
    -148, 'SUM': -148, '_GAP': -148}, {'$END': -62, 'AND': 217, 'COLON': -62, 'COMMA': -62, 'ELSE': -62, 'END': -62,
    'IF': -62, 'OR': -62, 'RANGE': -62, 'RBRACE': -62, 'RPAR': -62, 'RSQB': -62, '_GAP': -62}, {'COLON': 218, 'FALSE':
    57, 'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'SIZE': 64, 'STRING': 65, 'SUM': 66,
    'TRUE': 67}, {'$END': -164, 'AND': -164, 'COLON': -164, 'COMMA': -164, 'COMPARE': -164, 'ELSE': -164, 'END': -164,
    'IF': -164, 'OR': -164, 'RANGE': -164, 'RBRACE': -164, 'RPAR': -164, 'RSQB': -164, 'SUM': 222, '_GAP': -164},
    {'$END': -60, 'AND': -60, 'COLON': -60, 'COMMA': -60, 'COMPARE': 224, 'ELSE': -60, 'END': -60, 'IF': -60, 'OR':
    -60, 'RANGE': -60, 'RBRACE': -60, 'RPAR': -60, 'RSQB': -60, '_GAP': -60}, {'_INDENT': 225}, {'AND': -43, 'COLON':
    -43, 'COMPARE': -43, 'END': -43, 'EQUAL': 226, 'IF': -43, 'LPAR': 125, 'LSQB': -43, 'OR': -43, 'POWER': -43,
    'PRODUCT': -43, 'SUM': -43, '_GAP': -43}, {'NAME': 230, 'RPAR': 231}, {'COLON': 233}, {'ADD': 2, 'AUX': 3,
    'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12,
    'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21,
    'NAME': 22, 'PATH': 23, 'REPEAT': 24, 'SELECT': 25, 'SEQ': 26, 'SPLIT': 27, 'SUB': 28, 'USE': 29}, {'NAME': 236},
    {'COMMA': 238, 'IN': 239}, {'DOT': 241, 'END': 242}, {'END': 244}, {'COLON': 247, 'END': 248}, {'STRING': 251},
    {'COMMA': 238, 'FROM': 252}, {'RBRACE': 253}, {'COLON': 254}, {'COLON': -33, '_GAP': 80}, {'_INDENT': 257},
    {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'RSQB': 259, 'SIZE': 64,
    'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'COMMA': 261, 'RSQB': 262}, {'COMMA': 263, 'RPAR': 264}, {'ELSE': 267},
    {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'RSQB': 270, 'SIZE': 64,
    'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'COLON': 272, 'RSQB': 273}, {'COMMA': -131, 'EQUAL': 278, 'RPAR': -131},
    {'COMMA': 279, 'RPAR': 280}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8,
    'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17,
    'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'PATH': 23, 'REPEAT': 24, 'SELECT': 25, 'SEQ': 26,
    'SPLIT': 27, 'SUB': 28, 'USE': 29, '_DEDENT': 283}, {'COLON': 284, 'RANGE': 285}, {'NAME': 286}, {'END': 289},
    {'END': 291}, {'STRING': 292}, {'COLON': 294}, {'END': 296}, {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60,
    'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'RSQB': 297, 'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'FALSE': 57,
    'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'RPAR': 299, 'SIZE': 64, 'STRING': 65,
    'SUM': 66, 'TRUE': 67}, {'COMMA': 300, 'RPAR': 301}, {'RSQB': 303}, {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB':
    60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'RSQB': 304, 'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'ADD': 2,
    'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE':
    12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL':
    21, 'NAME': 22, 'PATH': 23, 'REPEAT': 24, 'SELECT': 25, 'SEQ': 26, 'SPLIT': 27, 'SUB': 28, 'USE': 29, '_DEDENT':
    306}, {'NAME': 230, 'RPAR': 308}, {'COMMA': 310, 'RPAR': 311}, {'COLON': 314, 'RANGE': 315}, {'END': 316}, {'ADD':
    2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11,
    'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20,
    'MUL': 21, 'NAME': 22, 'PATH': 23, 'REPEAT': 24, 'SELECT': 25, 'SEQ': 26, 'SPLIT': 27, 'SUB': 28, 'USE': 29,
    '_DEDENT': 318}, {'FALSE': 57, 'IN': 58, 'LPAR': 59, 'LSQB': 60, 'NAME': 61, 'NOT': 62, 'NUMBER': 63, 'RPAR': 319,
    'SIZE': 64, 'STRING': 65, 'SUM': 66, 'TRUE': 67}, {'RSQB': 320}, {'NAME': 230, 'RPAR': 321}, {'COLON': 323},
    {'COLON': 327})

_GOTO: tuple[dict[str, int], ...] = ({'__file_star_0': 30, '__label_plus_2': 31, 'block': 32, 'broken': 33,
    'decision': 34, 'expect': 35, 'file': 36, 'for_loop': 37, 'held': 38, 'if_clause': 39, 'init': 40, 'input': 41,
    'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 46, 'let': 47, 'model': 48, 'path':
    49, 'reference': 50, 'repeat': 51, 'section': 52, 'seq': 53, 'statement': 54, 'training_head': 55, 'use': 56},
    {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 72, 'factor': 73, 'inversion':
    74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {}, {'__arguments_star_1': 81, 'some_arguments': 82},
    {'__expect_star_6': 88}, {'__label_plus_2': 31, 'label': 90}, {'atom': 68, 'comparison': 69, 'conjunction': 70,
    'disjunction': 71, 'expression': 91, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77,
    'sum': 78}, {'__arguments_star_1': 92, 'arguments': 93}, {'__arguments_star_1': 92, 'arguments': 95}, {'atom': 68,
    'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 96, 'factor': 73, 'inversion': 74, 'power':
    75, 'primary': 76, 'product': 77, 'sum': 78}, {'__arguments_star_1': 92, 'arguments': 103}, {'atom': 68,
    'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 105, 'factor': 73, 'inversion': 74, 'power':
    75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71,
    'expression': 109, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78},
    {'__label_plus_2': 31, 'block': 32, 'broken': 33, 'decision': 34, 'expect': 35, 'for_loop': 37, 'held': 38,
    'if_clause': 39, 'init': 40, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45,
    'layer': 46, 'let': 47, 'model': 48, 'path': 49, 'reference': 50, 'repeat': 51, 'section': 52, 'seq': 53,
    'statement': 112, 'training_head': 55, 'use': 56}, {'__decision_star_5': 117, 'elif_clause': 118, 'else_clause':
    119}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 122, 'factor': 73,
    'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69,
    'conjunction': 70, 'disjunction': 71, 'expression': 124, 'factor': 73, 'inversion': 74, 'power': 75, 'primary':
    76, 'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69, 'factor': 73, 'inversion': 126, 'power': 75,
    'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'factor': 127, 'power': 75, 'primary': 76},
    {'__disjunction_plus_8': 129}, {'__product_plus_12': 132}, {'__conjunction_plus_9': 134}, {'__sum_plus_11': 138},
    {'__comparison_plus_10': 140}, {'__label_plus_2': 31, 'block': 32, 'body': 142, 'broken': 33, 'expect': 35,
    'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43,
    'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147,
    'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'argument': 150, 'atom': 68,
    'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 151, 'factor': 73, 'inversion': 74, 'power':
    75, 'primary': 76, 'product': 77, 'sum': 78}, {'parameters': 156}, {'__label_plus_2': 31, 'block': 32, 'body':
    158, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145,
    'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model':
    48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56},
    {'argument': 160, 'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expected': 161,
    'expression': 151, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78},
    {'__for_loop_star_4': 166}, {'__reference_star_3': 169}, {'__arguments_star_1': 92, 'arguments': 172},
    {'__label_plus_2': 31, 'block': 32, 'body': 176, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143,
    'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44,
    'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section':
    52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31, 'block': 32, 'body': 177, 'broken': 33,
    'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42,
    'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49,
    'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31,
    'block': 32, 'body': 178, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40,
    'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146,
    'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head':
    148, 'use': 56}, {'parameters': 181}, {'__label_plus_2': 31, 'block': 32, 'body': 182, 'broken': 33, 'expect': 35,
    'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43,
    'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147,
    'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31, 'block': 32,
    'body': 184, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145,
    'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model':
    48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56},
    {'__label_plus_2': 31, 'block': 32, 'body': 186, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143,
    'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44,
    'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section':
    52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31, 'block': 32, 'body': 187, 'broken': 33,
    'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42,
    'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49,
    'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31,
    'block': 32, 'body': 188, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40,
    'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146,
    'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head':
    148, 'use': 56}, {'__label_plus_2': 31, 'block': 32, 'body': 190, 'broken': 33, 'expect': 35, 'for_loop': 37,
    'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head':
    44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51,
    'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__for_loop_star_4': 192}, {'atom': 68, 'comparison':
    69, 'conjunction': 70, 'disjunction': 71, 'expression': 193, 'factor': 73, 'inversion': 74, 'power': 75,
    'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71,
    'expression': 194, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78},
    {'elif_clause': 196, 'else_clause': 197}, {'__label_plus_2': 31, 'block': 32, 'broken': 33, 'expect': 35,
    'for_loop': 37, 'held': 201, 'if_clause': 202, 'init': 40, 'input': 41, 'join': 42, 'label': 43, 'labelled_head':
    44, 'labelled_layer': 45, 'let': 47, 'model': 48, 'path': 49, 'repeat': 51, 'section': 52, 'section_body': 203,
    'seq': 53, 'use': 56}, {'__atom_star_13': 208}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction':
    71, 'expression': 210, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78},
    {'atom': 68, 'comparison': 69, 'conjunction': 211, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76,
    'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 213, 'factor': 73,
    'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'factor': 214, 'power': 75,
    'primary': 76}, {'atom': 68, 'comparison': 69, 'factor': 73, 'inversion': 216, 'power': 75, 'primary': 76,
    'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 219,
    'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'factor': 220,
    'power': 75, 'primary': 76}, {'atom': 68, 'factor': 73, 'power': 75, 'primary': 76, 'product': 221}, {'atom': 68,
    'factor': 73, 'power': 75, 'primary': 76, 'product': 77, 'sum': 223}, {'argument': 227, 'atom': 68, 'comparison':
    69, 'conjunction': 70, 'disjunction': 71, 'expression': 151, 'factor': 73, 'inversion': 74, 'power': 75,
    'primary': 76, 'product': 77, 'sum': 78}, {'__label_plus_2': 31, 'block': 32, 'body': 228, 'broken': 33, 'expect':
    35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label':
    43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147,
    'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31, 'block': 32,
    'body': 229, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145,
    'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model':
    48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56},
    {'parameter': 232}, {'__file_star_0': 234, '__label_plus_2': 31, 'block': 32, 'broken': 33, 'decision': 34,
    'expect': 35, 'for_loop': 37, 'held': 38, 'if_clause': 39, 'init': 40, 'input': 41, 'join': 42, 'label': 43,
    'labelled_head': 44, 'labelled_layer': 45, 'layer': 46, 'let': 47, 'model': 48, 'path': 49, 'reference': 50,
    'repeat': 51, 'section': 52, 'seq': 53, 'statement': 54, 'training_head': 55, 'use': 56}, {'argument': 160,
    'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expected': 235, 'expression': 151, 'factor':
    73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69,
    'conjunction': 70, 'disjunction': 71, 'expression': 237, 'factor': 73, 'inversion': 74, 'power': 75, 'primary':
    76, 'product': 77, 'sum': 78}, {'__label_plus_2': 31, 'label': 240}, {'__label_plus_2': 31, 'block': 32, 'body':
    243, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145,
    'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model':
    48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56},
    {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 245, 'factor': 73, 'inversion':
    74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'__label_plus_2': 31, 'block': 32, 'body': 246,
    'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41,
    'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path':
    49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2':
    31, 'block': 32, 'body': 249, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init':
    40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146,
    'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head':
    148, 'use': 56}, {'__label_plus_2': 31, 'block': 32, 'body': 250, 'broken': 33, 'expect': 35, 'for_loop': 37,
    'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head':
    44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51,
    'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31, 'block': 32, 'body': 255,
    'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41,
    'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path':
    49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56},
    {'__arguments_star_1': 92, 'arguments': 256}, {'__arguments_star_1': 92, 'arguments': 258}, {'atom': 68,
    'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 260, 'factor': 73, 'inversion': 74, 'power':
    75, 'primary': 76, 'product': 77, 'sum': 78}, {'__atom_star_13': 265}, {'atom': 68, 'comparison': 69,
    'conjunction': 266, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom':
    68, 'factor': 268, 'power': 75, 'primary': 76}, {'atom': 68, 'comparison': 69, 'factor': 73, 'inversion': 269,
    'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69, 'conjunction': 70,
    'disjunction': 71, 'expression': 271, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77,
    'sum': 78}, {'atom': 68, 'factor': 73, 'power': 75, 'primary': 76, 'product': 274}, {'atom': 68, 'factor': 73,
    'power': 75, 'primary': 76, 'product': 77, 'sum': 275}, {'__file_star_0': 276, '__label_plus_2': 31, 'block': 32,
    'broken': 33, 'decision': 34, 'expect': 35, 'for_loop': 37, 'held': 38, 'if_clause': 39, 'init': 40, 'input': 41,
    'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 46, 'let': 47, 'model': 48, 'path':
    49, 'reference': 50, 'repeat': 51, 'section': 52, 'seq': 53, 'statement': 54, 'training_head': 55, 'use': 56},
    {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 277, 'factor': 73, 'inversion':
    74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'__parameters_star_7': 281}, {'__label_plus_2': 31,
    'block': 32, 'body': 282, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40,
    'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146,
    'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head':
    148, 'use': 56}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 287, 'factor':
    73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'__label_plus_2': 31, 'label': 288},
    {'__label_plus_2': 31, 'block': 32, 'body': 290, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143,
    'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44,
    'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section':
    52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31, 'block': 32, 'body': 293, 'broken': 33,
    'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42,
    'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49,
    'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__file_star_0': 295,
    '__label_plus_2': 31, 'block': 32, 'broken': 33, 'decision': 34, 'expect': 35, 'for_loop': 37, 'held': 38,
    'if_clause': 39, 'init': 40, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45,
    'layer': 46, 'let': 47, 'model': 48, 'path': 49, 'reference': 50, 'repeat': 51, 'section': 52, 'seq': 53,
    'statement': 54, 'training_head': 55, 'use': 56}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction':
    71, 'expression': 298, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78},
    {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 302, 'factor': 73, 'inversion':
    74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'atom': 68, 'comparison': 69, 'conjunction': 70,
    'disjunction': 71, 'expression': 305, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77,
    'sum': 78}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 307, 'factor': 73,
    'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'parameter': 309}, {'__label_plus_2': 31,
    'block': 32, 'body': 312, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40,
    'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146,
    'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head':
    148, 'use': 56}, {'atom': 68, 'comparison': 69, 'conjunction': 70, 'disjunction': 71, 'expression': 313, 'factor':
    73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77, 'sum': 78}, {'__label_plus_2': 31, 'block': 32,
    'body': 317, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145,
    'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model':
    48, 'path': 49, 'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56},
    {'parameter': 322}, {'__label_plus_2': 31, 'block': 32, 'body': 324, 'broken': 33, 'expect': 35, 'for_loop': 37,
    'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head':
    44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51,
    'section': 52, 'seq': 53, 'training_head': 148, 'use': 56}, {'atom': 68, 'comparison': 69, 'conjunction': 70,
    'disjunction': 71, 'expression': 325, 'factor': 73, 'inversion': 74, 'power': 75, 'primary': 76, 'product': 77,
    'sum': 78}, {'__label_plus_2': 31, 'block': 32, 'body': 326, 'broken': 33, 'expect': 35, 'for_loop': 37, 'held':
    143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42, 'label': 43, 'labelled_head': 44,
    'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49, 'reference': 147, 'repeat': 51, 'section':
    52, 'seq': 53, 'training_head': 148, 'use': 56}, {'__label_plus_2': 31, 'block': 32, 'body': 328, 'broken': 33,
    'expect': 35, 'for_loop': 37, 'held': 143, 'if_clause': 144, 'init': 40, 'inline': 145, 'input': 41, 'join': 42,
    'label': 43, 'labelled_head': 44, 'labelled_layer': 45, 'layer': 146, 'let': 47, 'model': 48, 'path': 49,
    'reference': 147, 'repeat': 51, 'section': 52, 'seq': 53, 'training_head': 148, 'use': 56})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 10, 11, 10, 12, 1, 13, 14, 15, 16, 17, 18,
    10, 19, 1, 20, 21, 22, 23, 24, 25, 26, 12, 12, 12, 12, 12, 12, 12, 27, 12, 12, 12, 28, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 29, 1, 30, 31, 1, 12, 12, 12, 32, 12, 12, 12, 33, 34, 12, 35, 36, 12, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 40, 12, 46, 47, 48, 49, 50, 51, 52, 10, 53, 54, 55, 40, 40, 40, 56, 40, 57, 40, 58, 40, 40,
    40, 59, 40, 60, 12, 12, 1, 1, 61, 62, 12, 12, 63, 64, 65, 12, 66, 67, 12, 12, 1, 68, 1, 32, 69, 1, 70, 71, 32, 32,
    72, 32, 73, 74, 12, 12, 12, 12, 12, 12, 12, 75, 12, 12, 41, 40, 40, 76, 77, 78, 12, 12, 12, 12, 12, 46, 79, 1, 80,
    9, 12, 81, 40, 12, 82, 12, 12, 1, 12, 12, 12, 40, 12, 83, 12, 12, 12, 40, 12, 12, 12, 40, 12, 84, 85, 86, 87, 40,
    12, 12, 88, 89, 10, 12, 12, 12, 12, 12, 90, 12, 91, 12, 92, 12, 1, 93, 12, 32, 12, 1, 94, 95, 12, 12, 32, 12, 32,
    78, 1, 12, 12, 12, 96, 12, 97, 40, 98, 12, 12, 99, 100, 1, 12, 9, 12, 12, 12, 101, 12, 40, 12, 12, 12, 102, 103,
    12, 40, 12, 104, 78, 105, 12, 12, 106, 12, 107, 12, 108, 12, 1, 12, 12, 12, 109, 110, 12, 12, 12, 111, 12, 1, 112,
    12, 113, 12, 12, 40, 1, 12, 114, 12, 12, 12, 12, 115, 12, 40, 116, 12, 12, 12, 12, 117, 12, 12, 12, 12, 118, 12,
    12, 12, 12, 119, 12, 12, 120, 40, 1, 12, 12, 12, 12, 12, 12, 12, 40, 12, 121, 12, 40, 12)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 2, 2, 2, 4, 2, 5, 6, 7, 2, 8, 2, 9, 2, 2, 2, 2, 2, 2, 10, 2, 11, 2,
    2, 12, 2, 2, 13, 2, 2, 2, 2, 2, 2, 2, 2, 14, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 15, 16, 2,
    17, 2, 2, 2, 18, 2, 2, 2, 19, 2, 2, 20, 21, 2, 2, 22, 23, 24, 25, 2, 2, 26, 2, 27, 2, 28, 2, 29, 30, 2, 2, 2, 31,
    2, 2, 2, 32, 33, 34, 35, 36, 2, 37, 2, 38, 39, 40, 2, 41, 42, 2, 2, 43, 44, 2, 45, 2, 2, 46, 2, 2, 2, 47, 48, 2,
    2, 49, 2, 50, 51, 2, 52, 2, 53, 54, 55, 2, 56, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 57, 58, 59, 60, 2, 61, 2, 2, 2,
    2, 2, 62, 2, 63, 2, 64, 2, 2, 65, 2, 2, 2, 2, 66, 2, 2, 2, 67, 2, 2, 2, 2, 2, 68, 2, 2, 2, 69, 2, 2, 2, 2, 2, 70,
    2, 2, 71, 2, 72, 2, 2, 2, 2, 2, 73, 2, 2, 2, 74, 2, 75, 2, 2, 76, 2, 77, 78, 2, 2, 2, 79, 2, 80, 81, 82, 2, 2, 2,
    2, 2, 83, 84, 13, 2, 2, 2, 2, 85, 2, 86, 2, 2, 2, 2, 2, 87, 2, 2, 2, 2, 2, 2, 88, 2, 2, 89, 2, 2, 2, 90, 2, 73, 2,
    2, 2, 91, 2, 2, 2, 2, 92, 2, 2, 2, 13, 2, 93, 94, 2, 2, 2, 2, 95, 96, 2, 2, 2, 2, 2, 2, 2, 2, 97, 13, 2, 2, 2, 2,
    90, 2, 2, 2, 2, 2, 2, 2, 2, 2, 98, 2, 2, 2, 99, 100, 2, 2, 2, 2, 2, 2, 2, 101, 2, 2, 2, 102, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 18, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 84, 85, 157, 86, -1, 87, 158, -1, 88, 89, 90, -1, 91, 92, 159, 93, 94, 95,
    160, 96, 97, 98, 15, 161, 99, 34, -1, -1, -1, -1, -1, 48, 49, 50, -1, 51, 140, 109, -1, -1, -1, -1, -1, 77, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, 70, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, 14, 20, -1, -1, -1, -1, 9, 65, -1, -1, -1, 37, -1, -1, 108, 76, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, 110, 102, 103, 55, 104, 105, 106, -1, 0, 31, -1, -1, -1, -1, -1, -1, 111, 72,
    73, 12, 71, -1, -1, -1, -1, -1, 148, -1, -1, 101, -1, 107, 19, -1, 112, 113, 114, -1, 127, -1, 115, 124, 137, -1,
    116, 155, 117, -1, 119, -1, -1, -1, -1, -1, 8, 64, -1, -1, -1, 153, 154, 151, 35, 36, -1, 39, -1, 43, -1, 10, -1,
    -1, 24, -1, 6, -1, -1, -1, 139, 28, -1, 4, -1, -1, -1, 1, 164, 52, -1, 132, -1, -1, -1, 13, 16, -1, -1, -1, 26,
    -1, 149, 100, 123, -1, 126, -1, 129, 150, 118, -1, -1, 21, -1, 69, -1, -1, -1, 38, 2, -1, 41, -1, 45, -1, 11, -1,
    25, 7, 141, -1, -1, 145, 29, 5, -1, 30, -1, -1, 134, -1, 53, 57, -1, -1, 17, -1, 27, 125, 128, 165, -1, 68, -1,
    -1, 122, 40, 3, 44, -1, 47, 75, 142, 143, -1, 54, 131, 133, 22, -1, 136, 80, -1, -1, -1, 166, 121, 152, 46, 144,
    135, 23, -1, 82, -1, 81, -1, 83)

WORDS: dict[str, str] = {'add': 'ADD', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat': 'CONCAT', 'elif':
    'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM', 'if': 'IF', 'in':
    'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'matmul': 'MATMUL', 'max': 'MAX',
    'mean': 'MEAN', 'model': 'MODEL', 'mul': 'MUL', 'not': 'NOT', 'or': 'OR', 'path': 'PATH', 'repeat': 'REPEAT',
    'select': 'SELECT', 'seq': 'SEQ', 'split': 'SPLIT', 'sub': 'SUB', 'true': 'TRUE', 'use': 'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'matmul', 'max', 'mean',
    'model', 'mul', 'path', 'repeat', 'select', 'seq', 'split', 'sub')
