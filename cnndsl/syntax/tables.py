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
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('if_clause', 4, 'if_clause'), ('init', 3, 'init'),
    ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('input', 3,
    'input'), ('inversion', 2, 'unary'), ('inversion', 1, ''), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3,
    'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'),
    ('join', 4, 'split_into'), ('join', 3, 'join'), ('label', 1, 'label'), ('labelled_head', 6, 'labelled_head'),
    ('labelled_layer', 5, 'labelled_layer'), ('layer', 4, 'inline_call'), ('layer', 3, 'layer'), ('let', 5, 'let'),
    ('model', 4, 'model'), ('model', 3, 'model'), ('model', 5, 'model'), ('model', 4, 'model'), ('output', 4,
    'output'), ('output', 3, 'output'), ('parameter', 1, 'parameter'), ('parameter', 3, 'parameter'), ('parameters',
    2, 'parameters'), ('parameters', 4, 'parameters'), ('parameters', 3, 'parameters'), ('parameters', 5,
    'parameters'), ('parameters', 4, 'parameters'), ('path', 3, 'path'), ('power', 1, ''), ('power', 3, 'power'),
    ('primary', 1, ''), ('primary', 4, 'slice'), ('primary', 5, 'slice'), ('primary', 5, 'slice'), ('primary', 6,
    'slice'), ('primary', 4, 'index'), ('product', 1, ''), ('product', 2, 'chain'), ('reference', 3, 'reference'),
    ('reference', 4, 'reference'), ('repeat', 4, 'repeat'), ('section', 3, 'section'), ('section_body', 4, 'lines'),
    ('section_body', 1, 'section_body'), ('section_body', 1, 'section_body'), ('seq', 3, 'seq'), ('some_arguments', 1,
    'arguments'), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''),
    ('statement', 1, ''), ('sum', 1, ''), ('sum', 2, 'chain'), ('training_head', 4, 'training_head'), ('use', 5,
    'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -79, 'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6,
    'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15,
    'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'OUTPUT': 23, 'PATH': 24,
    'REPEAT': 25, 'SELECT': 26, 'SEQ': 27, 'SPLIT': 28, 'SUB': 29, 'USE': 30}, {'FALSE': 59, 'IN': 60, 'LPAR': 61,
    'LSQB': 62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'COLON': 81},
    {'_GAP': 82}, {'NAME': 85}, {'END': 86}, {'COLON': 87}, {'END': 88, '_GAP': 89}, {'NAME': 91}, {'LABEL': 14,
    'LBRACE': 15}, {'END': -33, '_GAP': 82}, {'NAME': 96}, {}, {'NAME': 99}, {'COLON': 100}, {'COLON': 101}, {'COLON':
    102}, {'NAME': 103}, {'COLON': 104}, {'COLON': 107}, {'COLON': 109}, {'COLON': 110}, {'COLON': 111, 'FALSE': 59,
    'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'SIZE': 66, 'STRING': 67, 'SUM': 68,
    'TRUE': 69}, {'COLON': 113}, {'NAME': 114}, {'$END': -80, 'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT':
    6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15,
    'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'OUTPUT': 23, 'PATH': 24,
    'REPEAT': 25, 'SELECT': 26, 'SEQ': 27, 'SPLIT': 28, 'SUB': 29, 'USE': 30}, {'COLON': -122, 'DOT': -122, 'END':
    -122, 'LABEL': 116, 'LBRACE': 117}, {'$END': -63, 'ADD': -63, 'AUX': -63, 'BLOCK': -63, 'BROKEN': -63, 'CONCAT':
    -63, 'ELIF': 118, 'ELSE': 119, 'EXPECT': -63, 'FOR': -63, 'FROM': -63, 'IF': -63, 'INIT': -63, 'INLINE': -63,
    'INPUT': -63, 'LABEL': -63, 'LBRACE': -63, 'LET': -63, 'MATMUL': -63, 'MAX': -63, 'MEAN': -63, 'MODEL': -63,
    'MUL': -63, 'NAME': -63, 'OUTPUT': -63, 'PATH': -63, 'REPEAT': -63, 'SELECT': -63, 'SEQ': -63, 'SPLIT': -63,
    'SUB': -63, 'USE': -63, '_DEDENT': -63}, {'COLON': 123}, {'DOT': 124}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB':
    62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'RSQB': 126, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'$END':
    -43, 'AND': -43, 'COLON': -43, 'COMMA': -43, 'COMPARE': -43, 'ELSE': -43, 'END': -43, 'IF': -43, 'LPAR': 128,
    'LSQB': -43, 'OR': -43, 'POWER': -43, 'PRODUCT': -43, 'RANGE': -43, 'RBRACE': -43, 'RPAR': -43, 'RSQB': -43,
    'SUM': -43, '_GAP': -43}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NUMBER': 65, 'SIZE': 66,
    'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'$END': -67, 'COLON': -67, 'COMMA': -67, 'ELSE': -67, 'END': -67, 'IF':
    -67, 'OR': 131, 'RANGE': -67, 'RBRACE': -67, 'RPAR': -67, 'RSQB': -67, '_GAP': -67}, {'$END': -75, 'COLON': -75,
    'COMMA': -75, 'END': -75, 'IF': 133, 'RANGE': -75, 'RBRACE': -75, 'RPAR': -75, 'RSQB': -75, '_GAP': -75}, {'$END':
    -150, 'AND': -150, 'COLON': -150, 'COMMA': -150, 'COMPARE': -150, 'ELSE': -150, 'END': -150, 'IF': -150, 'OR':
    -150, 'PRODUCT': 134, 'RANGE': -150, 'RBRACE': -150, 'RPAR': -150, 'RSQB': -150, 'SUM': -150, '_GAP': -150},
    {'$END': -61, 'AND': 136, 'COLON': -61, 'COMMA': -61, 'ELSE': -61, 'END': -61, 'IF': -61, 'OR': -61, 'RANGE': -61,
    'RBRACE': -61, 'RPAR': -61, 'RSQB': -61, '_GAP': -61}, {'$END': -142, 'AND': -142, 'COLON': -142, 'COMMA': -142,
    'COMPARE': -142, 'ELSE': -142, 'END': -142, 'IF': -142, 'LSQB': 138, 'OR': -142, 'POWER': 139, 'PRODUCT': -142,
    'RANGE': -142, 'RBRACE': -142, 'RPAR': -142, 'RSQB': -142, 'SUM': -142, '_GAP': -142}, {'$END': -166, 'AND': -166,
    'COLON': -166, 'COMMA': -166, 'COMPARE': -166, 'ELSE': -166, 'END': -166, 'IF': -166, 'OR': -166, 'RANGE': -166,
    'RBRACE': -166, 'RPAR': -166, 'RSQB': -166, 'SUM': 140, '_GAP': -166}, {'$END': -59, 'AND': -59, 'COLON': -59,
    'COMMA': -59, 'COMPARE': 142, 'ELSE': -59, 'END': -59, 'IF': -59, 'OR': -59, 'RANGE': -59, 'RBRACE': -59, 'RPAR':
    -59, 'RSQB': -59, '_GAP': -59}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'END': 144, 'EXPECT':
    7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16,
    'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'OUTPUT': 23, 'PATH': 24, 'REPEAT': 25,
    'SELECT': 26, 'SEQ': 27, 'SPLIT': 28, 'SUB': 29, 'USE': 30}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62,
    'NAME': 152, 'NOT': 64, 'NUMBER': 65, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'COLON': -160, '_GAP':
    155}, {'COLON': 156}, {'COLON': 157, 'LPAR': 158}, {'$END': -57, 'ADD': -57, 'AUX': -57, 'BLOCK': -57, 'BROKEN':
    -57, 'CONCAT': -57, 'ELIF': -57, 'ELSE': -57, 'EXPECT': -57, 'FOR': -57, 'FROM': -57, 'IF': -57, 'INIT': -57,
    'INLINE': -57, 'INPUT': -57, 'LABEL': -57, 'LBRACE': -57, 'LET': -57, 'MATMUL': -57, 'MAX': -57, 'MEAN': -57,
    'MODEL': -57, 'MUL': -57, 'NAME': -57, 'OUTPUT': -57, 'PATH': -57, 'REPEAT': -57, 'SELECT': -57, 'SEQ': -57,
    'SPLIT': -57, 'SUB': -57, 'USE': -57, '_DEDENT': -57, '_INDENT': 160}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB':
    62, 'NAME': 152, 'NOT': 64, 'NUMBER': 65, 'PATTERN': 162, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69},
    {'END': 165, '_GAP': 166}, {'COMMA': 167, 'IN': 168}, {'DOT': 170, 'END': 171}, {'COLON': 173}, {'COLON': -34,
    'END': -34, '_GAP': 155}, {'END': 174}, {'END': 176}, {'RBRACE': 177}, {'EQUAL': 178}, {'COLON': 182, 'END': 183,
    'LPAR': 158}, {'END': 186}, {'COLON': 187, 'END': 188}, {'COLON': 190}, {'COLON': 194}, {'COMMA': 167, 'FROM':
    196}, {'COLON': 200}, {'$END': -64, 'ADD': -64, 'AUX': -64, 'BLOCK': -64, 'BROKEN': -64, 'CONCAT': -64, 'ELIF':
    118, 'ELSE': 119, 'EXPECT': -64, 'FOR': -64, 'FROM': -64, 'IF': -64, 'INIT': -64, 'INLINE': -64, 'INPUT': -64,
    'LABEL': -64, 'LBRACE': -64, 'LET': -64, 'MATMUL': -64, 'MAX': -64, 'MEAN': -64, 'MODEL': -64, 'MUL': -64, 'NAME':
    -64, 'OUTPUT': -64, 'PATH': -64, 'REPEAT': -64, 'SELECT': -64, 'SEQ': -64, 'SPLIT': -64, 'SUB': -64, 'USE': -64,
    '_DEDENT': -64}, {'ADD': 2, 'AUX': 203, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'END': 204, 'EXPECT': 7, 'FOR': 8,
    'IF': 10, 'INIT': 11, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19,
    'MODEL': 20, 'MUL': 21, 'NAME': 205, 'OUTPUT': 23, 'PATH': 24, 'REPEAT': 25, 'SELECT': 26, 'SEQ': 27, 'SPLIT': 28,
    'SUB': 29, 'USE': 30}, {'NAME': 209}, {'RPAR': 210}, {'COMMA': 211, 'RSQB': 212}, {'FALSE': 59, 'IN': 60, 'LPAR':
    61, 'LSQB': 62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'RPAR': 214, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE':
    69}, {'$END': -68, 'COLON': -68, 'COMMA': -68, 'ELSE': -68, 'END': -68, 'IF': -68, 'OR': 217, 'RANGE': -68,
    'RBRACE': -68, 'RPAR': -68, 'RSQB': -68, '_GAP': -68}, {'$END': -151, 'AND': -151, 'COLON': -151, 'COMMA': -151,
    'COMPARE': -151, 'ELSE': -151, 'END': -151, 'IF': -151, 'OR': -151, 'PRODUCT': 220, 'RANGE': -151, 'RBRACE': -151,
    'RPAR': -151, 'RSQB': -151, 'SUM': -151, '_GAP': -151}, {'$END': -62, 'AND': 222, 'COLON': -62, 'COMMA': -62,
    'ELSE': -62, 'END': -62, 'IF': -62, 'OR': -62, 'RANGE': -62, 'RBRACE': -62, 'RPAR': -62, 'RSQB': -62, '_GAP':
    -62}, {'COLON': 223, 'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'SIZE':
    66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'$END': -167, 'AND': -167, 'COLON': -167, 'COMMA': -167, 'COMPARE':
    -167, 'ELSE': -167, 'END': -167, 'IF': -167, 'OR': -167, 'RANGE': -167, 'RBRACE': -167, 'RPAR': -167, 'RSQB':
    -167, 'SUM': 227, '_GAP': -167}, {'$END': -60, 'AND': -60, 'COLON': -60, 'COMMA': -60, 'COMPARE': 229, 'ELSE':
    -60, 'END': -60, 'IF': -60, 'OR': -60, 'RANGE': -60, 'RBRACE': -60, 'RPAR': -60, 'RSQB': -60, '_GAP': -60},
    {'_INDENT': 230}, {'AND': -43, 'COLON': -43, 'COMPARE': -43, 'END': -43, 'EQUAL': 231, 'IF': -43, 'LPAR': 128,
    'LSQB': -43, 'OR': -43, 'POWER': -43, 'PRODUCT': -43, 'SUM': -43, '_GAP': -43}, {'NAME': 235, 'RPAR': 236},
    {'COLON': 238}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF':
    10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN':
    19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'OUTPUT': 23, 'PATH': 24, 'REPEAT': 25, 'SELECT': 26, 'SEQ': 27, 'SPLIT':
    28, 'SUB': 29, 'USE': 30}, {'NAME': 241}, {'COMMA': 243, 'IN': 244}, {'DOT': 246, 'END': 247}, {'END': 249},
    {'COLON': 252, 'END': 253}, {'STRING': 257}, {'COMMA': 243, 'FROM': 258}, {'RBRACE': 259}, {'COLON': 260},
    {'COLON': -33, '_GAP': 82}, {'_INDENT': 263}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NOT':
    64, 'NUMBER': 65, 'RSQB': 265, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'COMMA': 267, 'RSQB': 268},
    {'COMMA': 269, 'RPAR': 270}, {'ELSE': 273}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NOT': 64,
    'NUMBER': 65, 'RSQB': 276, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'COLON': 278, 'RSQB': 279},
    {'COMMA': -134, 'EQUAL': 284, 'RPAR': -134}, {'COMMA': 285, 'RPAR': 286}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4,
    'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13,
    'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22,
    'OUTPUT': 23, 'PATH': 24, 'REPEAT': 25, 'SELECT': 26, 'SEQ': 27, 'SPLIT': 28, 'SUB': 29, 'USE': 30, '_DEDENT':
    289}, {'COLON': 290, 'RANGE': 291}, {'NAME': 292}, {'END': 295}, {'END': 297}, {'STRING': 298}, {'COLON': 300},
    {'END': 302}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'RSQB': 303,
    'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63,
    'NOT': 64, 'NUMBER': 65, 'RPAR': 305, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'COMMA': 306, 'RPAR':
    307}, {'RSQB': 309}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'RSQB':
    310, 'SIZE': 66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6,
    'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15,
    'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22, 'OUTPUT': 23, 'PATH': 24,
    'REPEAT': 25, 'SELECT': 26, 'SEQ': 27, 'SPLIT': 28, 'SUB': 29, 'USE': 30, '_DEDENT': 312}, {'NAME': 235, 'RPAR':
    314}, {'COMMA': 316, 'RPAR': 317}, {'COLON': 320, 'RANGE': 321}, {'END': 322}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4,
    'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13,
    'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MATMUL': 17, 'MAX': 18, 'MEAN': 19, 'MODEL': 20, 'MUL': 21, 'NAME': 22,
    'OUTPUT': 23, 'PATH': 24, 'REPEAT': 25, 'SELECT': 26, 'SEQ': 27, 'SPLIT': 28, 'SUB': 29, 'USE': 30, '_DEDENT':
    324}, {'FALSE': 59, 'IN': 60, 'LPAR': 61, 'LSQB': 62, 'NAME': 63, 'NOT': 64, 'NUMBER': 65, 'RPAR': 325, 'SIZE':
    66, 'STRING': 67, 'SUM': 68, 'TRUE': 69}, {'RSQB': 326}, {'NAME': 235, 'RPAR': 327}, {'COLON': 329}, {'COLON':
    333})

_GOTO: tuple[dict[str, int], ...] = ({'__file_star_0': 31, '__label_plus_2': 32, 'block': 33, 'broken': 34,
    'decision': 35, 'expect': 36, 'file': 37, 'for_loop': 38, 'held': 39, 'if_clause': 40, 'init': 41, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 47, 'let': 48, 'model': 49, 'output':
    50, 'path': 51, 'reference': 52, 'repeat': 53, 'section': 54, 'seq': 55, 'statement': 56, 'training_head': 57,
    'use': 58}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 74, 'factor': 75,
    'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {}, {'__arguments_star_1': 83,
    'some_arguments': 84}, {'__expect_star_6': 90}, {'__label_plus_2': 32, 'label': 92}, {'atom': 70, 'comparison':
    71, 'conjunction': 72, 'disjunction': 73, 'expression': 93, 'factor': 75, 'inversion': 76, 'power': 77, 'primary':
    78, 'product': 79, 'sum': 80}, {'__arguments_star_1': 94, 'arguments': 95}, {'__arguments_star_1': 94,
    'arguments': 97}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 98, 'factor':
    75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'__arguments_star_1': 94,
    'arguments': 105}, {'__label_plus_2': 32, 'label': 106}, {'atom': 70, 'comparison': 71, 'conjunction': 72,
    'disjunction': 73, 'expression': 108, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79,
    'sum': 80}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 112, 'factor': 75,
    'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'__label_plus_2': 32, 'block': 33,
    'broken': 34, 'decision': 35, 'expect': 36, 'for_loop': 38, 'held': 39, 'if_clause': 40, 'init': 41, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 47, 'let': 48, 'model': 49, 'output':
    50, 'path': 51, 'reference': 52, 'repeat': 53, 'section': 54, 'seq': 55, 'statement': 115, 'training_head': 57,
    'use': 58}, {'__decision_star_5': 120, 'elif_clause': 121, 'else_clause': 122}, {'atom': 70, 'comparison': 71,
    'conjunction': 72, 'disjunction': 73, 'expression': 125, 'factor': 75, 'inversion': 76, 'power': 77, 'primary':
    78, 'product': 79, 'sum': 80}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression':
    127, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70,
    'comparison': 71, 'factor': 75, 'inversion': 129, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom':
    70, 'factor': 130, 'power': 77, 'primary': 78}, {'__disjunction_plus_8': 132}, {'__product_plus_12': 135},
    {'__conjunction_plus_9': 137}, {'__sum_plus_11': 141}, {'__comparison_plus_10': 143}, {'__label_plus_2': 32,
    'block': 33, 'body': 145, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41,
    'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149,
    'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55,
    'training_head': 151, 'use': 58}, {'argument': 153, 'atom': 70, 'comparison': 71, 'conjunction': 72,
    'disjunction': 73, 'expression': 154, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79,
    'sum': 80}, {'parameters': 159}, {'__label_plus_2': 32, 'block': 33, 'body': 161, 'broken': 34, 'expect': 36,
    'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44,
    'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51,
    'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'argument': 163,
    'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expected': 164, 'expression': 154, 'factor':
    75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'__for_loop_star_4': 169},
    {'__reference_star_3': 172}, {'__arguments_star_1': 94, 'arguments': 175}, {'__label_plus_2': 32, 'block': 33,
    'body': 179, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148,
    'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model':
    49, 'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151,
    'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 180, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held':
    146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45,
    'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat':
    53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 181,
    'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49,
    'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use':
    58}, {'parameters': 184}, {'__label_plus_2': 32, 'block': 33, 'body': 185, 'broken': 34, 'expect': 36, 'for_loop':
    38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44,
    'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51,
    'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32,
    'block': 33, 'body': 189, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41,
    'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149,
    'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55,
    'training_head': 151, 'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 191, 'broken': 34, 'expect': 36,
    'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44,
    'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51,
    'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32,
    'block': 33, 'body': 192, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41,
    'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149,
    'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55,
    'training_head': 151, 'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 193, 'broken': 34, 'expect': 36,
    'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44,
    'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51,
    'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32,
    'block': 33, 'body': 195, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41,
    'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149,
    'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55,
    'training_head': 151, 'use': 58}, {'__for_loop_star_4': 197}, {'atom': 70, 'comparison': 71, 'conjunction': 72,
    'disjunction': 73, 'expression': 198, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79,
    'sum': 80}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 199, 'factor': 75,
    'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'elif_clause': 201, 'else_clause': 202},
    {'__label_plus_2': 32, 'block': 33, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 206, 'if_clause': 207,
    'init': 41, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'let': 48, 'model':
    49, 'output': 50, 'path': 51, 'repeat': 53, 'section': 54, 'section_body': 208, 'seq': 55, 'use': 58},
    {'__atom_star_13': 213}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 215,
    'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70, 'comparison':
    71, 'conjunction': 216, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80},
    {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 218, 'factor': 75, 'inversion': 76, 'power': 77,
    'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70, 'factor': 219, 'power': 77, 'primary': 78}, {'atom': 70,
    'comparison': 71, 'factor': 75, 'inversion': 221, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom':
    70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 224, 'factor': 75, 'inversion': 76,
    'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70, 'factor': 225, 'power': 77, 'primary': 78},
    {'atom': 70, 'factor': 75, 'power': 77, 'primary': 78, 'product': 226}, {'atom': 70, 'factor': 75, 'power': 77,
    'primary': 78, 'product': 79, 'sum': 228}, {'argument': 232, 'atom': 70, 'comparison': 71, 'conjunction': 72,
    'disjunction': 73, 'expression': 154, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79,
    'sum': 80}, {'__label_plus_2': 32, 'block': 33, 'body': 233, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held':
    146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45,
    'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat':
    53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 234,
    'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49,
    'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use':
    58}, {'parameter': 237}, {'__file_star_0': 239, '__label_plus_2': 32, 'block': 33, 'broken': 34, 'decision': 35,
    'expect': 36, 'for_loop': 38, 'held': 39, 'if_clause': 40, 'init': 41, 'input': 42, 'join': 43, 'label': 44,
    'labelled_head': 45, 'labelled_layer': 46, 'layer': 47, 'let': 48, 'model': 49, 'output': 50, 'path': 51,
    'reference': 52, 'repeat': 53, 'section': 54, 'seq': 55, 'statement': 56, 'training_head': 57, 'use': 58},
    {'argument': 163, 'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expected': 240,
    'expression': 154, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom':
    70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 242, 'factor': 75, 'inversion': 76,
    'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'__label_plus_2': 32, 'label': 245}, {'__label_plus_2':
    32, 'block': 33, 'body': 248, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init':
    41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149,
    'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55,
    'training_head': 151, 'use': 58}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73,
    'expression': 250, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80},
    {'__label_plus_2': 32, 'block': 33, 'body': 251, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146,
    'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45,
    'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat':
    53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 254,
    'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49,
    'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use':
    58}, {'__label_plus_2': 32, 'block': 33, 'body': 255, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146,
    'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45,
    'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat':
    53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 256,
    'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49,
    'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use':
    58}, {'__label_plus_2': 32, 'block': 33, 'body': 261, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146,
    'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45,
    'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat':
    53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__arguments_star_1': 94, 'arguments': 262},
    {'__arguments_star_1': 94, 'arguments': 264}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73,
    'expression': 266, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80},
    {'__atom_star_13': 271}, {'atom': 70, 'comparison': 71, 'conjunction': 272, 'factor': 75, 'inversion': 76,
    'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70, 'factor': 274, 'power': 77, 'primary': 78},
    {'atom': 70, 'comparison': 71, 'factor': 75, 'inversion': 275, 'power': 77, 'primary': 78, 'product': 79, 'sum':
    80}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 277, 'factor': 75,
    'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70, 'factor': 75, 'power': 77,
    'primary': 78, 'product': 280}, {'atom': 70, 'factor': 75, 'power': 77, 'primary': 78, 'product': 79, 'sum': 281},
    {'__file_star_0': 282, '__label_plus_2': 32, 'block': 33, 'broken': 34, 'decision': 35, 'expect': 36, 'for_loop':
    38, 'held': 39, 'if_clause': 40, 'init': 41, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45,
    'labelled_layer': 46, 'layer': 47, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 52, 'repeat':
    53, 'section': 54, 'seq': 55, 'statement': 56, 'training_head': 57, 'use': 58}, {'atom': 70, 'comparison': 71,
    'conjunction': 72, 'disjunction': 73, 'expression': 283, 'factor': 75, 'inversion': 76, 'power': 77, 'primary':
    78, 'product': 79, 'sum': 80}, {'__parameters_star_7': 287}, {'__label_plus_2': 32, 'block': 33, 'body': 288,
    'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49,
    'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use':
    58}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 293, 'factor': 75,
    'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'__label_plus_2': 32, 'label': 294},
    {'__label_plus_2': 32, 'block': 33, 'body': 296, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146,
    'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45,
    'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat':
    53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32, 'block': 33, 'body': 299,
    'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42,
    'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49,
    'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use':
    58}, {'__file_star_0': 301, '__label_plus_2': 32, 'block': 33, 'broken': 34, 'decision': 35, 'expect': 36,
    'for_loop': 38, 'held': 39, 'if_clause': 40, 'init': 41, 'input': 42, 'join': 43, 'label': 44, 'labelled_head':
    45, 'labelled_layer': 46, 'layer': 47, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 52,
    'repeat': 53, 'section': 54, 'seq': 55, 'statement': 56, 'training_head': 57, 'use': 58}, {'atom': 70,
    'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 304, 'factor': 75, 'inversion': 76, 'power':
    77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73,
    'expression': 308, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom':
    70, 'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 311, 'factor': 75, 'inversion': 76,
    'power': 77, 'primary': 78, 'product': 79, 'sum': 80}, {'atom': 70, 'comparison': 71, 'conjunction': 72,
    'disjunction': 73, 'expression': 313, 'factor': 75, 'inversion': 76, 'power': 77, 'primary': 78, 'product': 79,
    'sum': 80}, {'parameter': 315}, {'__label_plus_2': 32, 'block': 33, 'body': 318, 'broken': 34, 'expect': 36,
    'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44,
    'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51,
    'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'atom': 70,
    'comparison': 71, 'conjunction': 72, 'disjunction': 73, 'expression': 319, 'factor': 75, 'inversion': 76, 'power':
    77, 'primary': 78, 'product': 79, 'sum': 80}, {'__label_plus_2': 32, 'block': 33, 'body': 323, 'broken': 34,
    'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43,
    'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50,
    'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58},
    {'parameter': 328}, {'__label_plus_2': 32, 'block': 33, 'body': 330, 'broken': 34, 'expect': 36, 'for_loop': 38,
    'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head':
    45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150,
    'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'atom': 70, 'comparison': 71,
    'conjunction': 72, 'disjunction': 73, 'expression': 331, 'factor': 75, 'inversion': 76, 'power': 77, 'primary':
    78, 'product': 79, 'sum': 80}, {'__label_plus_2': 32, 'block': 33, 'body': 332, 'broken': 34, 'expect': 36,
    'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41, 'inline': 148, 'input': 42, 'join': 43, 'label': 44,
    'labelled_head': 45, 'labelled_layer': 46, 'layer': 149, 'let': 48, 'model': 49, 'output': 50, 'path': 51,
    'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55, 'training_head': 151, 'use': 58}, {'__label_plus_2': 32,
    'block': 33, 'body': 334, 'broken': 34, 'expect': 36, 'for_loop': 38, 'held': 146, 'if_clause': 147, 'init': 41,
    'inline': 148, 'input': 42, 'join': 43, 'label': 44, 'labelled_head': 45, 'labelled_layer': 46, 'layer': 149,
    'let': 48, 'model': 49, 'output': 50, 'path': 51, 'reference': 150, 'repeat': 53, 'section': 54, 'seq': 55,
    'training_head': 151, 'use': 58})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 10, 11, 10, 12, 1, 13, 14, 15, 16, 17, 18,
    10, 9, 19, 1, 20, 21, 22, 23, 24, 25, 26, 12, 12, 12, 12, 12, 12, 12, 27, 12, 12, 12, 28, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 29, 1, 30, 31, 1, 12, 12, 12, 32, 12, 12, 12, 33, 34, 12, 35, 36, 12, 37, 38,
    39, 40, 41, 42, 43, 44, 45, 40, 12, 46, 47, 48, 49, 50, 51, 52, 10, 53, 54, 55, 40, 40, 40, 56, 40, 57, 58, 40,
    59, 40, 40, 40, 60, 40, 61, 12, 12, 1, 1, 62, 63, 12, 12, 64, 65, 66, 12, 67, 68, 12, 12, 1, 69, 1, 32, 70, 1, 71,
    72, 32, 32, 73, 32, 74, 75, 12, 12, 12, 12, 12, 12, 12, 76, 12, 12, 41, 40, 40, 77, 78, 79, 12, 12, 12, 12, 12,
    46, 80, 1, 81, 9, 12, 82, 40, 12, 83, 12, 12, 1, 12, 12, 12, 40, 12, 84, 12, 12, 40, 12, 12, 40, 12, 12, 12, 40,
    12, 85, 86, 87, 88, 40, 12, 12, 89, 90, 10, 12, 12, 12, 12, 12, 91, 12, 92, 12, 93, 12, 1, 94, 12, 32, 12, 1, 95,
    96, 12, 12, 32, 12, 32, 79, 1, 12, 12, 12, 97, 12, 98, 40, 99, 12, 12, 100, 101, 1, 12, 9, 12, 12, 12, 102, 12,
    40, 12, 12, 12, 12, 103, 104, 12, 40, 12, 105, 79, 106, 12, 12, 107, 12, 108, 12, 109, 12, 1, 12, 12, 12, 110,
    111, 12, 12, 12, 112, 12, 1, 113, 12, 114, 12, 12, 40, 1, 12, 115, 12, 12, 12, 12, 116, 12, 40, 117, 12, 12, 12,
    12, 118, 12, 12, 12, 12, 119, 12, 12, 12, 12, 120, 12, 12, 121, 40, 1, 12, 12, 12, 12, 12, 12, 12, 40, 12, 122,
    12, 40, 12)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 2, 2, 2, 4, 2, 5, 6, 7, 2, 8, 2, 9, 2, 2, 2, 2, 2, 2, 10, 11, 2, 12,
    2, 2, 13, 2, 2, 14, 2, 2, 2, 2, 2, 2, 2, 2, 15, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 16,
    17, 2, 18, 2, 2, 2, 19, 2, 2, 2, 20, 2, 2, 21, 22, 2, 2, 23, 24, 25, 26, 2, 2, 27, 2, 28, 2, 29, 2, 30, 31, 2, 2,
    2, 32, 2, 2, 2, 33, 34, 35, 36, 37, 2, 2, 38, 2, 39, 40, 41, 2, 42, 43, 2, 2, 44, 45, 2, 46, 2, 2, 47, 2, 2, 2,
    48, 49, 2, 2, 50, 2, 51, 52, 2, 53, 2, 54, 55, 56, 2, 57, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 58, 59, 60, 61, 2,
    62, 2, 2, 2, 2, 2, 63, 2, 64, 2, 65, 2, 2, 66, 2, 2, 2, 2, 67, 2, 2, 2, 68, 2, 2, 2, 2, 69, 2, 2, 70, 2, 2, 2, 71,
    2, 2, 2, 2, 2, 72, 2, 2, 73, 2, 74, 2, 2, 2, 2, 2, 75, 2, 2, 2, 76, 2, 77, 2, 2, 78, 2, 79, 80, 2, 2, 2, 81, 2,
    82, 83, 84, 2, 2, 2, 2, 2, 85, 86, 14, 2, 2, 2, 2, 87, 2, 88, 2, 2, 2, 2, 2, 89, 2, 2, 2, 2, 2, 2, 2, 90, 2, 2,
    91, 2, 2, 2, 92, 2, 75, 2, 2, 2, 93, 2, 2, 2, 2, 94, 2, 2, 2, 14, 2, 95, 96, 2, 2, 2, 2, 97, 98, 2, 2, 2, 2, 2, 2,
    2, 2, 99, 14, 2, 2, 2, 2, 92, 2, 2, 2, 2, 2, 2, 2, 2, 2, 100, 2, 2, 2, 101, 102, 2, 2, 2, 2, 2, 2, 2, 103, 2, 2,
    2, 104, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 18, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 84, 85, 160, 86, -1, 87, 161, -1, 88, 89, 90, -1, 91, 92, 162, 93, 94,
    95, 96, 163, 97, 98, 99, 15, 164, 100, 34, -1, -1, -1, -1, -1, 48, 49, 50, -1, 51, 143, 110, -1, -1, -1, -1, -1,
    77, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 70, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 14, 20, -1, -1, -1, -1, 9, 65, -1, -1, -1, 37, -1, -1, 109, 76, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 111, 103, 104, 55, 105, 106, 107, -1, 0, 31, -1, -1, -1, -1, -1,
    -1, 112, 72, 73, 12, 71, -1, -1, -1, -1, -1, 151, -1, -1, 102, -1, 108, 19, -1, 113, 114, 115, -1, 128, -1, 116,
    125, -1, 132, 140, -1, 117, 158, 118, -1, 120, -1, -1, -1, -1, -1, 8, 64, -1, -1, -1, 156, 157, 154, 35, 36, -1,
    39, -1, 43, -1, 10, -1, -1, 24, -1, 6, -1, -1, -1, 142, 28, -1, 4, -1, -1, -1, 1, 167, 52, -1, 135, -1, -1, -1,
    13, 16, -1, -1, -1, 26, -1, 152, 101, 124, -1, 127, -1, 130, 131, 153, 119, -1, -1, 21, -1, 69, -1, -1, -1, 38, 2,
    -1, 41, -1, 45, -1, 11, -1, 25, 7, 144, -1, -1, 148, 29, 5, -1, 30, -1, -1, 137, -1, 53, 57, -1, -1, 17, -1, 27,
    126, 129, 168, -1, 68, -1, -1, 123, 40, 3, 44, -1, 47, 75, 145, 146, -1, 54, 134, 136, 22, -1, 139, 80, -1, -1,
    -1, 169, 122, 155, 46, 147, 138, 23, -1, 82, -1, 81, -1, 83)

WORDS: dict[str, str] = {'add': 'ADD', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat': 'CONCAT', 'elif':
    'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM', 'if': 'IF', 'in':
    'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'matmul': 'MATMUL', 'max': 'MAX',
    'mean': 'MEAN', 'model': 'MODEL', 'mul': 'MUL', 'not': 'NOT', 'or': 'OR', 'output': 'OUTPUT', 'path': 'PATH',
    'repeat': 'REPEAT', 'select': 'SELECT', 'seq': 'SEQ', 'split': 'SPLIT', 'sub': 'SUB', 'true': 'TRUE', 'use':
    'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'matmul', 'max', 'mean',
    'model', 'mul', 'output', 'path', 'repeat', 'select', 'seq', 'split', 'sub')
