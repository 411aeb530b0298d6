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
    '+'), ('again', 3, 'again'), ('again', 4, 'again'), ('argument', 3, 'option'), ('argument', 1, 'argument'),
    ('arguments', 0, 'arguments'), ('arguments', 1, 'arguments'), ('atom', 1, 'false'), ('atom', 3, 'member'),
    ('atom', 3, 'group'), ('atom', 2, 'list_display'), ('atom', 4, 'list_display'), ('atom', 3, 'list_display'),
    ('atom', 5, 'list_display'), ('atom', 4, 'list_display'), ('atom', 1, 'name'), ('atom', 3, 'function'), ('atom',
    5, 'function'), ('atom', 4, 'function'), ('atom', 6, 'function'), ('atom', 5, 'function'), ('atom', 1, 'number'),
    ('atom', 1, 'size'), ('atom', 1, 'string'), ('atom', 1, 'true'), ('block', 4, 'block'), ('block', 5, 'block'),
    ('body', 4, 'lines'), ('body', 1, 'body'), ('broken', 2, 'broken'), ('broken', 5, 'broken'), ('comparison', 1,
    ''), ('comparison', 2, 'chain'), ('conjunction', 1, ''), ('conjunction', 2, 'chain'), ('decision', 1, 'decision'),
    ('decision', 2, 'decision'), ('decision', 3, 'decision'), ('decision', 2, 'decision'), ('disjunction', 1, ''),
    ('disjunction', 2, 'chain'), ('elif_clause', 4, 'elif_clause'), ('else_clause', 3, 'else_clause'), ('expect', 2,
    'expect'), ('expect', 3, 'expect'), ('expected', 1, 'pattern'), ('expected', 1, ''), ('expression', 1, ''),
    ('expression', 5, 'conditional'), ('factor', 2, 'unary'), ('factor', 1, ''), ('file', 0, 'file'), ('file', 1,
    'file'), ('for_loop', 6, 'for_loop'), ('for_loop', 8, 'for_loop'), ('for_loop', 7, 'for_loop'), ('for_loop', 9,
    'for_loop'), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('if_clause', 4,
    'if_clause'), ('init', 3, 'init'), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''),
    ('inline', 1, ''), ('input', 3, 'input'), ('inversion', 2, 'unary'), ('inversion', 1, ''), ('join', 3, 'join'),
    ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join',
    3, 'join'), ('join', 3, 'join'), ('join', 4, 'split_into'), ('join', 3, 'join'), ('label', 1, 'label'),
    ('labelled_head', 6, 'labelled_head'), ('labelled_layer', 5, 'labelled_layer'), ('layer', 4, 'inline_call'),
    ('layer', 3, 'layer'), ('let', 5, 'let'), ('model', 4, 'model'), ('model', 3, 'model'), ('model', 5, 'model'),
    ('model', 4, 'model'), ('output', 4, 'output'), ('output', 3, 'output'), ('parameter', 1, 'parameter'),
    ('parameter', 3, 'parameter'), ('parameters', 2, 'parameters'), ('parameters', 4, 'parameters'), ('parameters', 3,
    'parameters'), ('parameters', 5, 'parameters'), ('parameters', 4, 'parameters'), ('path', 3, 'path'), ('power', 1,
    ''), ('power', 3, 'power'), ('primary', 1, ''), ('primary', 4, 'slice'), ('primary', 5, 'slice'), ('primary', 5,
    'slice'), ('primary', 6, 'slice'), ('primary', 4, 'index'), ('product', 1, ''), ('product', 2, 'chain'),
    ('reference', 3, 'reference'), ('reference', 4, 'reference'), ('repeat', 4, 'repeat'), ('section', 3, 'section'),
    ('section_body', 4, 'lines'), ('section_body', 1, 'section_body'), ('section_body', 1, 'section_body'), ('seq', 3,
    'seq'), ('some_arguments', 1, 'arguments'), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''),
    ('statement', 1, ''), ('statement', 1, ''), ('sum', 1, ''), ('sum', 2, 'chain'), ('training_head', 4,
    'training_head'), ('use', 5, 'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -81, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6,
    'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15,
    'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24,
    'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71},
    {'COLON': 83}, {'LABEL': 15, 'LBRACE': 16}, {'_GAP': 85}, {'NAME': 88}, {'END': 89}, {'COLON': 90}, {'END': 91,
    '_GAP': 92}, {'NAME': 94}, {'END': -35, '_GAP': 85}, {'NAME': 99}, {}, {'NAME': 102}, {'COLON': 103}, {'COLON':
    104}, {'COLON': 105}, {'NAME': 106}, {'COLON': 107}, {'COLON': 110}, {'COLON': 112}, {'COLON': 113}, {'COLON':
    114, 'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69,
    'SUM': 70, 'TRUE': 71}, {'COLON': 116}, {'NAME': 117}, {'$END': -82, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5,
    'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14,
    'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23,
    'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'COLON':
    -125, 'DOT': -125, 'END': -125, 'LABEL': 119, 'LBRACE': 120}, {'$END': -65, 'ADD': -65, 'AGAIN': -65, 'AUX': -65,
    'BLOCK': -65, 'BROKEN': -65, 'CONCAT': -65, 'ELIF': 121, 'ELSE': 122, 'EXPECT': -65, 'FOR': -65, 'FROM': -65,
    'IF': -65, 'INIT': -65, 'INLINE': -65, 'INPUT': -65, 'LABEL': -65, 'LBRACE': -65, 'LET': -65, 'MATMUL': -65,
    'MAX': -65, 'MEAN': -65, 'MODEL': -65, 'MUL': -65, 'NAME': -65, 'OUTPUT': -65, 'PATH': -65, 'REPEAT': -65,
    'SELECT': -65, 'SEQ': -65, 'SPLIT': -65, 'SUB': -65, 'USE': -65, '_DEDENT': -65}, {'COLON': 126}, {'DOT': 127},
    {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 129, 'SIZE': 68,
    'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -45, 'AND': -45, 'COLON': -45, 'COMMA': -45, 'COMPARE': -45,
    'ELSE': -45, 'END': -45, 'IF': -45, 'LPAR': 131, 'LSQB': -45, 'OR': -45, 'POWER': -45, 'PRODUCT': -45, 'RANGE':
    -45, 'RBRACE': -45, 'RPAR': -45, 'RSQB': -45, 'SUM': -45, '_GAP': -45}, {'FALSE': 61, 'IN': 62, 'LPAR': 63,
    'LSQB': 64, 'NAME': 65, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -69, 'COLON':
    -69, 'COMMA': -69, 'ELSE': -69, 'END': -69, 'IF': -69, 'OR': 134, 'RANGE': -69, 'RBRACE': -69, 'RPAR': -69,
    'RSQB': -69, '_GAP': -69}, {'$END': -77, 'COLON': -77, 'COMMA': -77, 'END': -77, 'IF': 136, 'RANGE': -77,
    'RBRACE': -77, 'RPAR': -77, 'RSQB': -77, '_GAP': -77}, {'$END': -153, 'AND': -153, 'COLON': -153, 'COMMA': -153,
    'COMPARE': -153, 'ELSE': -153, 'END': -153, 'IF': -153, 'OR': -153, 'PRODUCT': 137, 'RANGE': -153, 'RBRACE': -153,
    'RPAR': -153, 'RSQB': -153, 'SUM': -153, '_GAP': -153}, {'$END': -63, 'AND': 139, 'COLON': -63, 'COMMA': -63,
    'ELSE': -63, 'END': -63, 'IF': -63, 'OR': -63, 'RANGE': -63, 'RBRACE': -63, 'RPAR': -63, 'RSQB': -63, '_GAP':
    -63}, {'$END': -145, 'AND': -145, 'COLON': -145, 'COMMA': -145, 'COMPARE': -145, 'ELSE': -145, 'END': -145, 'IF':
    -145, 'LSQB': 141, 'OR': -145, 'POWER': 142, 'PRODUCT': -145, 'RANGE': -145, 'RBRACE': -145, 'RPAR': -145, 'RSQB':
    -145, 'SUM': -145, '_GAP': -145}, {'$END': -169, 'AND': -169, 'COLON': -169, 'COMMA': -169, 'COMPARE': -169,
    'ELSE': -169, 'END': -169, 'IF': -169, 'OR': -169, 'RANGE': -169, 'RBRACE': -169, 'RPAR': -169, 'RSQB': -169,
    'SUM': 143, '_GAP': -169}, {'$END': -61, 'AND': -61, 'COLON': -61, 'COMMA': -61, 'COMPARE': 145, 'ELSE': -61,
    'END': -61, 'IF': -61, 'OR': -61, 'RANGE': -61, 'RBRACE': -61, 'RPAR': -61, 'RSQB': -61, '_GAP': -61}, {'ADD': 2,
    'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'END': 147, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF':
    11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN':
    20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT':
    29, 'SUB': 30, 'USE': 31}, {'DOT': 155, 'END': 156}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 158,
    'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COLON': -163, '_GAP': 161}, {'COLON':
    162}, {'COLON': 163, 'LPAR': 164}, {'$END': -59, 'ADD': -59, 'AGAIN': -59, 'AUX': -59, 'BLOCK': -59, 'BROKEN':
    -59, 'CONCAT': -59, 'ELIF': -59, 'ELSE': -59, 'EXPECT': -59, 'FOR': -59, 'FROM': -59, 'IF': -59, 'INIT': -59,
    'INLINE': -59, 'INPUT': -59, 'LABEL': -59, 'LBRACE': -59, 'LET': -59, 'MATMUL': -59, 'MAX': -59, 'MEAN': -59,
    'MODEL': -59, 'MUL': -59, 'NAME': -59, 'OUTPUT': -59, 'PATH': -59, 'REPEAT': -59, 'SELECT': -59, 'SEQ': -59,
    'SPLIT': -59, 'SUB': -59, 'USE': -59, '_DEDENT': -59, '_INDENT': 166}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB':
    64, 'NAME': 158, 'NOT': 66, 'NUMBER': 67, 'PATTERN': 168, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71},
    {'END': 171, '_GAP': 172}, {'COMMA': 173, 'IN': 174}, {'DOT': 155, 'END': 176}, {'COLON': 178}, {'COLON': -36,
    'END': -36, '_GAP': 161}, {'END': 179}, {'END': 181}, {'RBRACE': 182}, {'EQUAL': 183}, {'COLON': 187, 'END': 188,
    'LPAR': 164}, {'END': 191}, {'COLON': 192, 'END': 193}, {'COLON': 195}, {'COLON': 199}, {'COMMA': 173, 'FROM':
    201}, {'COLON': 205}, {'$END': -66, 'ADD': -66, 'AGAIN': -66, 'AUX': -66, 'BLOCK': -66, 'BROKEN': -66, 'CONCAT':
    -66, 'ELIF': 121, 'ELSE': 122, 'EXPECT': -66, 'FOR': -66, 'FROM': -66, 'IF': -66, 'INIT': -66, 'INLINE': -66,
    'INPUT': -66, 'LABEL': -66, 'LBRACE': -66, 'LET': -66, 'MATMUL': -66, 'MAX': -66, 'MEAN': -66, 'MODEL': -66,
    'MUL': -66, 'NAME': -66, 'OUTPUT': -66, 'PATH': -66, 'REPEAT': -66, 'SELECT': -66, 'SEQ': -66, 'SPLIT': -66,
    'SUB': -66, 'USE': -66, '_DEDENT': -66}, {'ADD': 2, 'AGAIN': 3, 'AUX': 208, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7,
    'END': 209, 'EXPECT': 8, 'FOR': 9, 'IF': 11, 'INIT': 12, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17,
    'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 210, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26,
    'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 214}, {'RPAR': 215}, {'COMMA': 216, 'RSQB':
    217}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 219, 'SIZE':
    68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -70, 'COLON': -70, 'COMMA': -70, 'ELSE': -70, 'END': -70, 'IF':
    -70, 'OR': 222, 'RANGE': -70, 'RBRACE': -70, 'RPAR': -70, 'RSQB': -70, '_GAP': -70}, {'$END': -154, 'AND': -154,
    'COLON': -154, 'COMMA': -154, 'COMPARE': -154, 'ELSE': -154, 'END': -154, 'IF': -154, 'OR': -154, 'PRODUCT': 225,
    'RANGE': -154, 'RBRACE': -154, 'RPAR': -154, 'RSQB': -154, 'SUM': -154, '_GAP': -154}, {'$END': -64, 'AND': 227,
    'COLON': -64, 'COMMA': -64, 'ELSE': -64, 'END': -64, 'IF': -64, 'OR': -64, 'RANGE': -64, 'RBRACE': -64, 'RPAR':
    -64, 'RSQB': -64, '_GAP': -64}, {'COLON': 228, 'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT':
    66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -170, 'AND': -170, 'COLON': -170,
    'COMMA': -170, 'COMPARE': -170, 'ELSE': -170, 'END': -170, 'IF': -170, 'OR': -170, 'RANGE': -170, 'RBRACE': -170,
    'RPAR': -170, 'RSQB': -170, 'SUM': 232, '_GAP': -170}, {'$END': -62, 'AND': -62, 'COLON': -62, 'COMMA': -62,
    'COMPARE': 234, 'ELSE': -62, 'END': -62, 'IF': -62, 'OR': -62, 'RANGE': -62, 'RBRACE': -62, 'RPAR': -62, 'RSQB':
    -62, '_GAP': -62}, {'_INDENT': 235}, {'DOT': 237, 'END': 238}, {'AND': -45, 'COLON': -45, 'COMPARE': -45, 'END':
    -45, 'EQUAL': 239, 'IF': -45, 'LPAR': 131, 'LSQB': -45, 'OR': -45, 'POWER': -45, 'PRODUCT': -45, 'SUM': -45,
    '_GAP': -45}, {'NAME': 243, 'RPAR': 244}, {'COLON': 246}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN':
    6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15,
    'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24,
    'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 249}, {'COMMA':
    251, 'IN': 252}, {'DOT': 237, 'END': 253}, {'END': 255}, {'COLON': 258, 'END': 259}, {'STRING': 263}, {'COMMA':
    251, 'FROM': 264}, {'RBRACE': 265}, {'COLON': 266}, {'COLON': -35, '_GAP': 85}, {'_INDENT': 269}, {'FALSE': 61,
    'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 271, 'SIZE': 68, 'STRING': 69,
    'SUM': 70, 'TRUE': 71}, {'COMMA': 273, 'RSQB': 274}, {'COMMA': 275, 'RPAR': 276}, {'ELSE': 279}, {'FALSE': 61,
    'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 282, 'SIZE': 68, 'STRING': 69,
    'SUM': 70, 'TRUE': 71}, {'COLON': 284, 'RSQB': 285}, {'COMMA': -137, 'EQUAL': 291, 'RPAR': -137}, {'COMMA': 292,
    'RPAR': 293}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9,
    'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18,
    'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27,
    'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT': 296}, {'COLON': 297, 'RANGE': 298}, {'NAME': 299},
    {'END': 301}, {'END': 303}, {'STRING': 304}, {'COLON': 306}, {'END': 308}, {'FALSE': 61, 'IN': 62, 'LPAR': 63,
    'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 309, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71},
    {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 311, 'SIZE': 68,
    'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COMMA': 312, 'RPAR': 313}, {'RSQB': 315}, {'FALSE': 61, 'IN': 62, 'LPAR':
    63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 316, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE':
    71}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10,
    'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19,
    'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28,
    'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT': 318}, {'NAME': 243, 'RPAR': 320}, {'COMMA': 322, 'RPAR': 323},
    {'COLON': 326, 'RANGE': 327}, {'END': 328}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7,
    'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16,
    'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25,
    'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT': 330}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 331, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'RSQB': 332}, {'NAME': 243, 'RPAR': 333}, {'COLON': 335}, {'COLON': 339})

_GOTO: tuple[dict[str, int], ...] = ({'__file_star_0': 32, '__label_plus_2': 33, 'again': 34, 'block': 35, 'broken':
    36, 'decision': 37, 'expect': 38, 'file': 39, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input':
    44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58,
    'training_head': 59, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 76, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {},
    {'__label_plus_2': 33, 'label': 84}, {'__arguments_star_1': 86, 'some_arguments': 87}, {'__expect_star_6': 93},
    {'__label_plus_2': 33, 'label': 95}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 96, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__arguments_star_1': 97, 'arguments': 98}, {'__arguments_star_1': 97, 'arguments': 100}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 101, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'__arguments_star_1': 97, 'arguments': 108}, {'__label_plus_2': 33,
    'label': 109}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 111, 'factor':
    77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 115, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37,
    'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 118, 'training_head': 59, 'use': 60},
    {'__decision_star_5': 123, 'elif_clause': 124, 'else_clause': 125}, {'atom': 72, 'comparison': 73, 'conjunction':
    74, 'disjunction': 75, 'expression': 128, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product':
    81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 130, 'factor':
    77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73,
    'factor': 77, 'inversion': 132, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'factor': 133,
    'power': 79, 'primary': 80}, {'__disjunction_plus_8': 135}, {'__product_plus_12': 138}, {'__conjunction_plus_9':
    140}, {'__sum_plus_11': 144}, {'__comparison_plus_10': 146}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 148, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__reference_star_3': 157}, {'argument': 159, 'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 160, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'parameters': 165}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 167, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60},
    {'argument': 169, 'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expected': 170,
    'expression': 160, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__for_loop_star_4': 175}, {'__reference_star_3': 177}, {'__arguments_star_1': 97, 'arguments': 180},
    {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 184, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 185, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 186, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'parameters': 189},
    {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 190, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 194, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 196, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33,
    'again': 34, 'block': 35, 'body': 197, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150,
    'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 198,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use':
    60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 200, 'broken': 36, 'expect': 38, 'for_loop': 40,
    'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head':
    47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153,
    'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__for_loop_star_4': 202}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 203, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 204, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'elif_clause': 206, 'else_clause': 207}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'broken': 36, 'expect':
    38, 'for_loop': 40, 'held': 211, 'if_clause': 212, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'repeat': 55,
    'section': 56, 'section_body': 213, 'seq': 57, 'use': 60}, {'__atom_star_13': 218}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 220, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 221, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 223, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'factor': 224, 'power': 79, 'primary': 80}, {'atom': 72, 'comparison': 73, 'factor': 77, 'inversion': 226,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 229, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'atom': 72, 'factor': 230, 'power': 79, 'primary': 80}, {'atom': 72, 'factor': 77, 'power': 79,
    'primary': 80, 'product': 231}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 81, 'sum': 233},
    {'__label_plus_2': 33, 'label': 236}, {'argument': 240, 'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 160, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 241, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33,
    'again': 34, 'block': 35, 'body': 242, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150,
    'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 154, 'use': 60}, {'parameter': 245}, {'__file_star_0': 247, '__label_plus_2': 33,
    'again': 34, 'block': 35, 'broken': 36, 'decision': 37, 'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42,
    'init': 43, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let':
    50, 'model': 51, 'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement':
    58, 'training_head': 59, 'use': 60}, {'argument': 169, 'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expected': 248, 'expression': 160, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80,
    'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 250,
    'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33,
    'again': 34, 'block': 35, 'body': 254, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150,
    'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 154, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 256, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 257, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 260, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 261, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33,
    'again': 34, 'block': 35, 'body': 262, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150,
    'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 267,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use':
    60}, {'__arguments_star_1': 97, 'arguments': 268}, {'__arguments_star_1': 97, 'arguments': 270}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 272, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'__atom_star_13': 277}, {'atom': 72, 'comparison': 73,
    'conjunction': 278, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'factor': 280, 'power': 79, 'primary': 80}, {'atom': 72, 'comparison': 73, 'factor': 77, 'inversion': 281,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 283, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 286}, {'atom': 72, 'factor': 77,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 287}, {'__file_star_0': 288, '__label_plus_2': 33, 'again': 34,
    'block': 35, 'broken': 36, 'decision': 37, 'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58,
    'training_head': 59, 'use': 60}, {'__label_plus_2': 33, 'label': 289}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 290, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'__parameters_star_7': 294}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 295, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 300, 'factor': 77,
    'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34,
    'block': 35, 'body': 302, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43,
    'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 305, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60},
    {'__file_star_0': 307, '__label_plus_2': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37, 'expect': 38,
    'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46, 'labelled_head':
    47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 54,
    'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58, 'training_head': 59, 'use': 60}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 310, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 314, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 317, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 319, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'parameter': 321}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 324, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'atom':
    72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 325, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body':
    329, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'parameter': 334}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 336, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'atom':
    72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 337, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body':
    338, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 340, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 1, 10, 11, 10, 12, 1, 13, 14, 15, 16, 17,
    18, 10, 3, 19, 1, 20, 21, 22, 23, 24, 25, 26, 12, 12, 12, 12, 12, 12, 12, 12, 27, 12, 12, 12, 28, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 29, 1, 30, 31, 1, 12, 12, 12, 32, 12, 12, 12, 33, 34, 12, 35, 36, 12,
    37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 40, 12, 47, 48, 49, 50, 51, 52, 53, 10, 54, 55, 56, 40, 40, 40, 57, 40,
    58, 59, 40, 60, 40, 40, 40, 61, 40, 62, 12, 12, 1, 1, 63, 64, 12, 12, 65, 66, 67, 12, 68, 69, 12, 12, 1, 70, 1,
    32, 71, 1, 72, 73, 32, 32, 74, 32, 75, 76, 12, 12, 12, 12, 12, 12, 12, 3, 12, 77, 78, 12, 12, 42, 40, 40, 79, 80,
    81, 12, 12, 12, 12, 12, 47, 82, 1, 83, 12, 84, 40, 12, 85, 12, 12, 1, 12, 12, 12, 40, 12, 86, 12, 12, 40, 12, 12,
    40, 12, 12, 12, 40, 12, 87, 88, 89, 90, 40, 12, 12, 91, 92, 10, 12, 12, 12, 12, 12, 93, 12, 94, 12, 95, 12, 1, 96,
    12, 32, 12, 1, 97, 98, 12, 12, 32, 12, 32, 81, 12, 3, 12, 1, 12, 12, 12, 99, 12, 100, 40, 101, 12, 12, 102, 103,
    1, 12, 12, 12, 104, 12, 40, 12, 12, 12, 12, 105, 106, 12, 40, 12, 107, 81, 108, 12, 12, 109, 12, 110, 12, 111, 12,
    1, 12, 12, 12, 112, 113, 12, 12, 12, 114, 12, 12, 1, 115, 12, 116, 12, 12, 40, 1, 12, 117, 12, 12, 12, 118, 12,
    40, 119, 12, 12, 12, 12, 120, 12, 12, 12, 12, 121, 12, 12, 12, 12, 122, 12, 12, 123, 40, 1, 12, 12, 12, 12, 12,
    12, 12, 40, 12, 124, 12, 40, 12)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 4, 2, 2, 2, 5, 2, 6, 7, 8, 2, 9, 2, 10, 2, 2, 2, 2, 2, 2, 11, 12, 2,
    13, 2, 2, 14, 2, 2, 15, 2, 2, 2, 2, 2, 2, 2, 2, 2, 16, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    17, 18, 2, 19, 2, 2, 2, 20, 2, 2, 2, 21, 2, 2, 22, 23, 2, 2, 24, 25, 26, 27, 28, 2, 2, 29, 2, 30, 2, 31, 2, 32,
    33, 2, 2, 2, 34, 2, 2, 2, 35, 36, 37, 38, 39, 2, 2, 40, 2, 41, 42, 43, 2, 44, 45, 2, 2, 46, 47, 2, 48, 2, 2, 49,
    2, 2, 2, 50, 51, 2, 2, 52, 2, 53, 54, 2, 55, 2, 56, 57, 58, 2, 59, 2, 2, 2, 2, 2, 2, 2, 2, 2, 60, 2, 2, 2, 2, 2,
    61, 62, 63, 64, 2, 65, 2, 2, 2, 2, 2, 66, 2, 67, 2, 2, 2, 68, 2, 2, 2, 2, 69, 2, 2, 2, 70, 2, 2, 2, 2, 71, 2, 2,
    72, 2, 2, 2, 73, 2, 2, 2, 2, 2, 74, 2, 2, 75, 2, 76, 2, 2, 2, 2, 2, 77, 2, 2, 2, 78, 2, 79, 2, 2, 80, 2, 81, 82,
    2, 2, 2, 83, 2, 84, 85, 2, 86, 2, 87, 2, 2, 2, 2, 2, 88, 89, 15, 2, 2, 2, 2, 90, 2, 2, 2, 2, 2, 91, 2, 2, 2, 2, 2,
    2, 2, 92, 2, 2, 93, 2, 2, 2, 94, 2, 77, 2, 2, 2, 95, 2, 2, 2, 2, 96, 2, 2, 2, 15, 2, 2, 97, 98, 2, 2, 2, 2, 99,
    100, 2, 2, 2, 2, 2, 2, 2, 101, 15, 2, 2, 2, 2, 94, 2, 2, 2, 2, 2, 2, 2, 2, 2, 102, 2, 2, 2, 103, 104, 2, 2, 2, 2,
    2, 2, 2, 105, 2, 2, 2, 106, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 18, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 86, 87, 88, 163, 89, -1, 90, 164, -1, 91, 92, 93, -1, 94, 95, 165,
    96, 97, 98, 99, 166, 100, 101, 102, 15, 167, 103, 36, -1, -1, -1, -1, -1, 50, 51, 52, -1, 53, 146, 113, -1, -1,
    -1, -1, -1, 79, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 72, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 14, 20, -1, -1, -1, -1, 9, 67, -1, -1, -1, 39, -1, -1,
    112, 78, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 114, 106, 107, 57, 108, 109, 110, -1, 30, -1, -1,
    0, 33, -1, -1, -1, -1, -1, -1, 115, 74, 75, 12, 73, -1, -1, -1, -1, 154, -1, -1, 105, -1, 111, 19, -1, 116, 117,
    118, -1, 131, -1, 119, 128, -1, 135, 143, -1, 120, 161, 121, -1, 123, -1, -1, -1, -1, -1, 8, 66, -1, -1, -1, 159,
    160, 157, 37, 38, -1, 41, -1, 45, -1, 10, -1, -1, 24, -1, 6, -1, -1, -1, 145, 28, -1, 4, -1, -1, 26, -1, 31, -1,
    1, 170, 54, -1, 138, -1, -1, -1, 13, 16, -1, -1, -1, 155, 104, 127, -1, 130, -1, 133, 134, 156, 122, -1, -1, 21,
    -1, 71, -1, -1, -1, 40, 2, -1, 43, -1, 47, -1, 11, -1, 25, 7, 147, -1, -1, 151, 29, 5, -1, 27, 32, -1, -1, 140,
    -1, 55, 59, -1, -1, 17, -1, 129, 132, 171, -1, 70, -1, -1, 126, 42, 3, 46, -1, 49, 77, 148, 149, -1, 56, 137, 139,
    22, -1, 142, 82, -1, -1, -1, 172, 125, 158, 48, 150, 141, 23, -1, 84, -1, 83, -1, 85)

WORDS: dict[str, str] = {'add': 'ADD', 'again': 'AGAIN', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat':
    'CONCAT', 'elif': 'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM',
    'if': 'IF', 'in': 'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'matmul': 'MATMUL',
    'max': 'MAX', 'mean': 'MEAN', 'model': 'MODEL', 'mul': 'MUL', 'not': 'NOT', 'or': 'OR', 'output': 'OUTPUT',
    'path': 'PATH', 'repeat': 'REPEAT', 'select': 'SELECT', 'seq': 'SEQ', 'split': 'SPLIT', 'sub': 'SUB', 'true':
    'TRUE', 'use': 'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'matmul', 'max', 'mean',
    'model', 'mul', 'output', 'path', 'repeat', 'select', 'seq', 'split', 'sub')
