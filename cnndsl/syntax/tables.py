"""The LALR tables of grammar.lark. Made by generate_tables.py, not by hand: `make tables`.

``ACTIONS[state][terminal]`` is the next state, or ``~rule`` to reduce by a rule; ``DEFAULTS[state]`` the rule of a
state that can do nothing else (-1: none); ``GOTO[state][nonterminal]`` the state after a reduction. ``RULES`` are
(nonterminal, length, builder): an empty builder hands its one part on, `+` makes a list of its parts. ``WORDS`` are
the keywords with their terminals, ``OPENERS`` those whose statement has lines below it.
"""

from __future__ import annotations

# fmt: off

STARTS: dict[str, int] = {'file': 0, 'expression': 1}

RULES: tuple[tuple[str, int, str], ...] = (('__arguments_star_3', 2, '+'), ('__arguments_star_3', 3, '+'),
    ('__atom_star_15', 2, '+'), ('__atom_star_15', 3, '+'), ('__comparison_plus_12', 2, '+'), ('__comparison_plus_12',
    3, '+'), ('__conjunction_plus_11', 2, '+'), ('__conjunction_plus_11', 3, '+'), ('__decision_star_6', 2, '+'),
    ('__decision_star_6', 1, '+'), ('__disjunction_plus_10', 2, '+'), ('__disjunction_plus_10', 3, '+'),
    ('__expect_star_7', 2, '+'), ('__expect_star_7', 3, '+'), ('__file_star_0', 2, '+'), ('__file_star_0', 1, '+'),
    ('__for_loop_star_5', 2, '+'), ('__for_loop_star_5', 3, '+'), ('__label_plus_4', 1, '+'), ('__label_plus_4', 3,
    '+'), ('__label_plus_4', 2, '+'), ('__label_plus_4', 4, '+'), ('__parameters_star_9', 2, '+'),
    ('__parameters_star_9', 3, '+'), ('__product_plus_14', 2, '+'), ('__product_plus_14', 3, '+'), ('__sum_plus_13',
    2, '+'), ('__sum_plus_13', 3, '+'), ('__takes_star_8', 2, '+'), ('__takes_star_8', 3, '+'), ('__tensor_star_2', 2,
    '+'), ('__tensor_star_2', 3, '+'), ('__tensors_star_1', 2, '+'), ('__tensors_star_1', 3, '+'), ('again', 3,
    'again'), ('again', 4, 'again'), ('argument', 3, 'option'), ('argument', 1, 'argument'), ('arguments', 0,
    'arguments'), ('arguments', 1, 'arguments'), ('atom', 1, 'false'), ('atom', 3, 'member'), ('atom', 3, 'group'),
    ('atom', 2, 'list_display'), ('atom', 4, 'list_display'), ('atom', 3, 'list_display'), ('atom', 5,
    'list_display'), ('atom', 4, 'list_display'), ('atom', 1, 'name'), ('atom', 3, 'function'), ('atom', 5,
    'function'), ('atom', 4, 'function'), ('atom', 6, 'function'), ('atom', 5, 'function'), ('atom', 1, 'number'),
    ('atom', 1, 'size'), ('atom', 1, 'string'), ('atom', 1, 'true'), ('block', 4, 'block'), ('block', 5, 'block'),
    ('block', 6, 'block'), ('block', 5, 'block'), ('body', 4, 'lines'), ('body', 1, 'body'), ('broken', 2, 'broken'),
    ('broken', 5, 'broken'), ('comparison', 1, ''), ('comparison', 2, 'chain'), ('conjunction', 1, ''),
    ('conjunction', 2, 'chain'), ('decision', 1, 'decision'), ('decision', 2, 'decision'), ('decision', 3,
    'decision'), ('decision', 2, 'decision'), ('disjunction', 1, ''), ('disjunction', 2, 'chain'), ('elif_clause', 4,
    'elif_clause'), ('else_clause', 3, 'else_clause'), ('expect', 2, 'expect'), ('expect', 3, 'expect'), ('expected',
    1, 'pattern'), ('expected', 1, ''), ('expression', 1, ''), ('expression', 5, 'conditional'), ('factor', 2,
    'unary'), ('factor', 1, ''), ('file', 0, 'file'), ('file', 1, 'file'), ('for_loop', 6, 'for_loop'), ('for_loop',
    8, 'for_loop'), ('for_loop', 7, 'for_loop'), ('for_loop', 9, 'for_loop'), ('given', 1, ''), ('given', 3,
    'interval'), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('if_clause', 4,
    'if_clause'), ('init', 3, 'init'), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''),
    ('inline', 1, ''), ('input', 3, 'input'), ('inversion', 2, 'unary'), ('inversion', 1, ''), ('join', 3, 'join'),
    ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join',
    3, 'join'), ('join', 3, 'join'), ('join', 4, 'split_into'), ('join', 3, 'join'), ('label', 1, 'label'),
    ('labelled_head', 6, 'labelled_head'), ('labelled_layer', 5, 'labelled_layer'), ('labelled_layer', 6,
    'labelled_layer'), ('layer', 4, 'inline_call'), ('layer', 5, 'inline_call'), ('layer', 3, 'layer'), ('layer', 4,
    'layer'), ('let', 5, 'let'), ('model', 4, 'model'), ('model', 3, 'model'), ('model', 5, 'model'), ('model', 4,
    'model'), ('output', 4, 'output'), ('output', 3, 'output'), ('parameter', 1, 'parameter'), ('parameter', 3,
    'parameter'), ('parameters', 2, 'parameters'), ('parameters', 4, 'parameters'), ('parameters', 3, 'parameters'),
    ('parameters', 5, 'parameters'), ('parameters', 4, 'parameters'), ('path', 3, 'path'), ('power', 1, ''), ('power',
    3, 'power'), ('primary', 1, ''), ('primary', 4, 'slice'), ('primary', 5, 'slice'), ('primary', 5, 'slice'),
    ('primary', 6, 'slice'), ('primary', 4, 'index'), ('product', 1, ''), ('product', 2, 'chain'), ('reference', 4,
    'reference'), ('reference', 5, 'reference'), ('reference', 3, 'reference'), ('reference', 4, 'reference'),
    ('repeat', 4, 'repeat'), ('section', 3, 'section'), ('section_body', 4, 'lines'), ('section_body', 1,
    'section_body'), ('section_body', 1, 'section_body'), ('seq', 3, 'seq'), ('some_arguments', 1, 'arguments'),
    ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''),
    ('sum', 1, ''), ('sum', 2, 'chain'), ('takes', 2, 'takes'), ('takes', 3, 'takes'), ('takes', 3, 'takes'),
    ('takes', 4, 'takes'), ('tensor', 2, 'tensor'), ('tensor', 3, 'tensor'), ('tensor', 1, 'tensor'), ('tensor', 2,
    'tensor'), ('tensors', 2, 'tensors'), ('tensors', 3, 'tensors'), ('training_head', 4, 'training_head'), ('use', 5,
    'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -87, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6,
    'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15,
    'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24,
    'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71},
    {'COLON': 83}, {'LABEL': 15, 'LBRACE': 16}, {'_GAP': 85}, {'NAME': 88}, {'END': 89}, {'COLON': 90}, {'END': 91,
    '_GAP': 92}, {'NAME': 94}, {'LABEL': 15, 'LBRACE': 16, 'STAR': 95}, {'END': -39, '_GAP': 85}, {'NAME': 100}, {},
    {'NAME': 103}, {'COLON': 104}, {'COLON': 105}, {'COLON': 106}, {'NAME': 107}, {'COLON': 108}, {'END': -39, 'WITH':
    -39, '_GAP': 85}, {'COLON': 111}, {'COLON': 113}, {'COLON': 114}, {'COLON': 115, 'FALSE': 61, 'IN': 62, 'LPAR':
    63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COLON':
    117}, {'NAME': 118}, {'$END': -88, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT':
    8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17,
    'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26,
    'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'COLON': -133, 'COMMA': -133, 'DOT': -133, 'END':
    -133, 'LABEL': 120, 'LBRACE': 121}, {'$END': -71, 'ADD': -71, 'AGAIN': -71, 'AUX': -71, 'BLOCK': -71, 'BROKEN':
    -71, 'CONCAT': -71, 'ELIF': 122, 'ELSE': 123, 'EXPECT': -71, 'FOR': -71, 'FROM': -71, 'IF': -71, 'INIT': -71,
    'INLINE': -71, 'INPUT': -71, 'LABEL': -71, 'LBRACE': -71, 'LET': -71, 'MATMUL': -71, 'MAX': -71, 'MEAN': -71,
    'MODEL': -71, 'MUL': -71, 'NAME': -71, 'OUTPUT': -71, 'PATH': -71, 'REPEAT': -71, 'SELECT': -71, 'SEQ': -71,
    'SPLIT': -71, 'SUB': -71, 'USE': -71, '_DEDENT': -71}, {'COLON': 127}, {'DOT': 128}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 130, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'$END': -49, 'AND': -49, 'COLON': -49, 'COMMA': -49, 'COMPARE': -49, 'ELSE': -49, 'END': -49, 'IF':
    -49, 'LPAR': 132, 'LSQB': -49, 'OR': -49, 'POWER': -49, 'PRODUCT': -49, 'RANGE': -49, 'RBRACE': -49, 'RPAR': -49,
    'RSQB': -49, 'SUM': -49, 'WITH': -49, '_GAP': -49}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65,
    'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -75, 'COLON': -75, 'COMMA': -75, 'ELSE':
    -75, 'END': -75, 'IF': -75, 'OR': 135, 'RANGE': -75, 'RBRACE': -75, 'RPAR': -75, 'RSQB': -75, 'WITH': -75, '_GAP':
    -75}, {'$END': -83, 'COLON': -83, 'COMMA': -83, 'END': -83, 'IF': 137, 'RANGE': -83, 'RBRACE': -83, 'RPAR': -83,
    'RSQB': -83, 'WITH': -83, '_GAP': -83}, {'$END': -164, 'AND': -164, 'COLON': -164, 'COMMA': -164, 'COMPARE': -164,
    'ELSE': -164, 'END': -164, 'IF': -164, 'OR': -164, 'PRODUCT': 138, 'RANGE': -164, 'RBRACE': -164, 'RPAR': -164,
    'RSQB': -164, 'SUM': -164, 'WITH': -164, '_GAP': -164}, {'$END': -69, 'AND': 140, 'COLON': -69, 'COMMA': -69,
    'ELSE': -69, 'END': -69, 'IF': -69, 'OR': -69, 'RANGE': -69, 'RBRACE': -69, 'RPAR': -69, 'RSQB': -69, 'WITH': -69,
    '_GAP': -69}, {'$END': -156, 'AND': -156, 'COLON': -156, 'COMMA': -156, 'COMPARE': -156, 'ELSE': -156, 'END':
    -156, 'IF': -156, 'LSQB': 142, 'OR': -156, 'POWER': 143, 'PRODUCT': -156, 'RANGE': -156, 'RBRACE': -156, 'RPAR':
    -156, 'RSQB': -156, 'SUM': -156, 'WITH': -156, '_GAP': -156}, {'$END': -182, 'AND': -182, 'COLON': -182, 'COMMA':
    -182, 'COMPARE': -182, 'ELSE': -182, 'END': -182, 'IF': -182, 'OR': -182, 'RANGE': -182, 'RBRACE': -182, 'RPAR':
    -182, 'RSQB': -182, 'SUM': 144, 'WITH': -182, '_GAP': -182}, {'$END': -67, 'AND': -67, 'COLON': -67, 'COMMA': -67,
    'COMPARE': 146, 'ELSE': -67, 'END': -67, 'IF': -67, 'OR': -67, 'RANGE': -67, 'RBRACE': -67, 'RPAR': -67, 'RSQB':
    -67, 'WITH': -67, '_GAP': -67}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'END': 148,
    'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16,
    'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25,
    'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'DOT': 156, 'END': 157}, {'FALSE': 61,
    'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 159, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'COLON': -176, '_GAP': 163}, {'COLON': 164}, {'COLON': 165, 'LPAR': 166, 'WITH': 167}, {'$END': -65,
    'ADD': -65, 'AGAIN': -65, 'AUX': -65, 'BLOCK': -65, 'BROKEN': -65, 'CONCAT': -65, 'ELIF': -65, 'ELSE': -65,
    'EXPECT': -65, 'FOR': -65, 'FROM': -65, 'IF': -65, 'INIT': -65, 'INLINE': -65, 'INPUT': -65, 'LABEL': -65,
    'LBRACE': -65, 'LET': -65, 'MATMUL': -65, 'MAX': -65, 'MEAN': -65, 'MODEL': -65, 'MUL': -65, 'NAME': -65,
    'OUTPUT': -65, 'PATH': -65, 'REPEAT': -65, 'SELECT': -65, 'SEQ': -65, 'SPLIT': -65, 'SUB': -65, 'USE': -65,
    '_DEDENT': -65, '_INDENT': 170}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 159, 'NOT': 66, 'NUMBER':
    67, 'PATTERN': 172, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'END': 175, '_GAP': 176}, {'COMMA': 177,
    'IN': 178}, {'DOT': 156, 'END': 181}, {'COLON': 183}, {'COLON': -40, 'END': -40, 'WITH': -40, '_GAP': 163},
    {'END': 184}, {'END': 186}, {'RBRACE': 187}, {'EQUAL': 188}, {'COLON': 192, 'END': 193, 'LPAR': 166}, {'END': 196,
    'WITH': 197}, {'COLON': 199, 'END': 200}, {'COLON': 202}, {'COLON': 206}, {'COMMA': 177, 'FROM': 208}, {'COLON':
    212}, {'$END': -72, 'ADD': -72, 'AGAIN': -72, 'AUX': -72, 'BLOCK': -72, 'BROKEN': -72, 'CONCAT': -72, 'ELIF': 122,
    'ELSE': 123, 'EXPECT': -72, 'FOR': -72, 'FROM': -72, 'IF': -72, 'INIT': -72, 'INLINE': -72, 'INPUT': -72, 'LABEL':
    -72, 'LBRACE': -72, 'LET': -72, 'MATMUL': -72, 'MAX': -72, 'MEAN': -72, 'MODEL': -72, 'MUL': -72, 'NAME': -72,
    'OUTPUT': -72, 'PATH': -72, 'REPEAT': -72, 'SELECT': -72, 'SEQ': -72, 'SPLIT': -72, 'SUB': -72, 'USE': -72,
    '_DEDENT': -72}, {'ADD': 2, 'AGAIN': 3, 'AUX': 215, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'END': 216, 'EXPECT': 8,
    'FOR': 9, 'IF': 11, 'INIT': 12, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19,
    'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 217, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28,
    'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 221}, {'RPAR': 222}, {'COMMA': 223, 'RSQB': 224}, {'FALSE': 61, 'IN':
    62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 226, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'$END': -76, 'COLON': -76, 'COMMA': -76, 'ELSE': -76, 'END': -76, 'IF': -76, 'OR': 229, 'RANGE':
    -76, 'RBRACE': -76, 'RPAR': -76, 'RSQB': -76, 'WITH': -76, '_GAP': -76}, {'$END': -165, 'AND': -165, 'COLON':
    -165, 'COMMA': -165, 'COMPARE': -165, 'ELSE': -165, 'END': -165, 'IF': -165, 'OR': -165, 'PRODUCT': 232, 'RANGE':
    -165, 'RBRACE': -165, 'RPAR': -165, 'RSQB': -165, 'SUM': -165, 'WITH': -165, '_GAP': -165}, {'$END': -70, 'AND':
    234, 'COLON': -70, 'COMMA': -70, 'ELSE': -70, 'END': -70, 'IF': -70, 'OR': -70, 'RANGE': -70, 'RBRACE': -70,
    'RPAR': -70, 'RSQB': -70, 'WITH': -70, '_GAP': -70}, {'COLON': 235, 'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64,
    'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -183, 'AND': -183,
    'COLON': -183, 'COMMA': -183, 'COMPARE': -183, 'ELSE': -183, 'END': -183, 'IF': -183, 'OR': -183, 'RANGE': -183,
    'RBRACE': -183, 'RPAR': -183, 'RSQB': -183, 'SUM': 239, 'WITH': -183, '_GAP': -183}, {'$END': -68, 'AND': -68,
    'COLON': -68, 'COMMA': -68, 'COMPARE': 241, 'ELSE': -68, 'END': -68, 'IF': -68, 'OR': -68, 'RANGE': -68, 'RBRACE':
    -68, 'RPAR': -68, 'RSQB': -68, 'WITH': -68, '_GAP': -68}, {'_INDENT': 242}, {'DOT': 244, 'END': 245}, {'AND': -49,
    'COLON': -49, 'COMPARE': -49, 'END': -49, 'EQUAL': 246, 'IF': -49, 'LPAR': 132, 'LSQB': -49, 'OR': -49, 'POWER':
    -49, 'PRODUCT': -49, 'RANGE': -49, 'SUM': -49, 'WITH': -49, '_GAP': -49}, {'COLON': -93, 'END': -93, 'RANGE': 247,
    'WITH': -93, '_GAP': -93}, {'NAME': 251, 'RPAR': 252}, {'NAME': 254, 'STAR': 255}, {'COLON': 257, 'WITH': 167},
    {'COLON': 259}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9,
    'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18,
    'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27,
    'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 262}, {'COMMA': 264, 'IN': 265}, {'DOT': 156, 'END': 266},
    {'DOT': 244, 'END': 268}, {'END': 270, 'WITH': 197}, {'COLON': 274, 'END': 275}, {'LABEL': 15, 'LBRACE': 16,
    'STAR': 276}, {'END': 279}, {'STRING': 283}, {'COMMA': 264, 'FROM': 284}, {'RBRACE': 285}, {'COLON': 286},
    {'COLON': -39, '_GAP': 85}, {'_INDENT': 289}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT':
    66, 'NUMBER': 67, 'RSQB': 291, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COMMA': 293, 'RSQB': 294},
    {'COMMA': 295, 'RPAR': 296}, {'ELSE': 299}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66,
    'NUMBER': 67, 'RSQB': 302, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COLON': 304, 'RSQB': 305},
    {'COMMA': -148, 'EQUAL': 312, 'RPAR': -148}, {'COMMA': 313, 'RPAR': 314}, {'COLON': -184, 'COMMA': 316}, {'NAME':
    317}, {'NAME': 318, 'STAR': 319}, {'COLON': 321}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6,
    'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15,
    'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24,
    'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT': 323}, {'COLON':
    324, 'RANGE': 325}, {'NAME': 326}, {'DOT': 244, 'END': 328}, {'END': 329}, {'END': 330}, {'COMMA': -190, 'DOT':
    156, 'END': -190}, {'COMMA': 334, 'END': -192}, {'END': 336}, {'STRING': 337}, {'COLON': 339}, {'END': 341,
    'WITH': 197}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 343,
    'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65,
    'NOT': 66, 'NUMBER': 67, 'RPAR': 345, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COMMA': 346, 'RPAR':
    347}, {'RSQB': 349}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB':
    350, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6,
    'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15,
    'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24,
    'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT': 352}, {'NAME':
    251, 'RPAR': 354}, {'COMMA': 356, 'RPAR': 357}, {'COLON': -186, 'COMMA': 358}, {'NAME': 359}, {'COLON': 363,
    'RANGE': 364}, {'COMMA': -188, 'DOT': 156, 'END': -188}, {'COMMA': -191, 'DOT': 244, 'END': -191}, {'COMMA': 367,
    'END': -193}, {'END': 368}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8,
    'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17,
    'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26,
    'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT': 370}, {'END': 371}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 372, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'RSQB': 373}, {'NAME': 251, 'RPAR': 374}, {'COLON': 376}, {'COMMA': -189, 'DOT': 244, 'END': -189},
    {'COLON': 381})

_GOTO: tuple[dict[str, int], ...] = ({'__file_star_0': 32, '__label_plus_4': 33, 'again': 34, 'block': 35, 'broken':
    36, 'decision': 37, 'expect': 38, 'file': 39, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input':
    44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58,
    'training_head': 59, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 76, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {},
    {'__label_plus_4': 33, 'label': 84}, {'__arguments_star_3': 86, 'some_arguments': 87}, {'__expect_star_7': 93},
    {'__label_plus_4': 33, 'label': 96}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 97, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__arguments_star_3': 98, 'arguments': 99}, {'__arguments_star_3': 98, 'arguments': 101}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 102, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'__arguments_star_3': 98, 'arguments': 109}, {'__label_plus_4': 33,
    'label': 110}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 112, 'factor':
    77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 116, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37,
    'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 119, 'training_head': 59, 'use': 60},
    {'__decision_star_6': 124, 'elif_clause': 125, 'else_clause': 126}, {'atom': 72, 'comparison': 73, 'conjunction':
    74, 'disjunction': 75, 'expression': 129, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product':
    81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 131, 'factor':
    77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73,
    'factor': 77, 'inversion': 133, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'factor': 134,
    'power': 79, 'primary': 80}, {'__disjunction_plus_10': 136}, {'__product_plus_14': 139}, {'__conjunction_plus_11':
    141}, {'__sum_plus_13': 145}, {'__comparison_plus_12': 147}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 149, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'__tensor_star_2': 158}, {'argument': 160, 'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 161, 'factor': 77, 'given': 162, 'inversion': 78, 'power': 79, 'primary': 80,
    'product': 81, 'sum': 82}, {'parameters': 168, 'takes': 169}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 171, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'argument': 173, 'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expected': 174,
    'expression': 161, 'factor': 77, 'given': 162, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum':
    82}, {'__for_loop_star_5': 179}, {'__label_plus_4': 33, 'label': 180}, {'__tensor_star_2': 182},
    {'__arguments_star_3': 98, 'arguments': 185}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 189,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use':
    60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 190, 'broken': 36, 'expect': 38, 'for_loop': 40,
    'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head':
    47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154,
    'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34,
    'block': 35, 'body': 191, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43,
    'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 155, 'use': 60}, {'parameters': 194}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body':
    195, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'tensors': 198}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 201, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60},
    {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 203, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 204, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 205, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33,
    'again': 34, 'block': 35, 'body': 207, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151,
    'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 155, 'use': 60}, {'__for_loop_star_5': 209}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 210, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression':
    211, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'elif_clause': 213,
    'else_clause': 214}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'broken': 36, 'expect': 38, 'for_loop': 40,
    'held': 218, 'if_clause': 219, 'init': 43, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'repeat': 55, 'section': 56,
    'section_body': 220, 'seq': 57, 'use': 60}, {'__atom_star_15': 225}, {'atom': 72, 'comparison': 73, 'conjunction':
    74, 'disjunction': 75, 'expression': 227, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product':
    81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 228, 'factor': 77, 'inversion': 78, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 230,
    'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'factor': 231,
    'power': 79, 'primary': 80}, {'atom': 72, 'comparison': 73, 'factor': 77, 'inversion': 233, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 236, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'factor': 237, 'power': 79, 'primary': 80}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product':
    238}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 81, 'sum': 240}, {'__label_plus_4': 33,
    'label': 243}, {'argument': 248, 'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression':
    161, 'factor': 77, 'given': 162, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 249, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 250, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'parameter': 253}, {'__takes_star_8': 256}, {'takes': 258}, {'__file_star_0': 260, '__label_plus_4':
    33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37, 'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause':
    42, 'init': 43, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57,
    'statement': 58, 'training_head': 59, 'use': 60}, {'argument': 173, 'atom': 72, 'comparison': 73, 'conjunction':
    74, 'disjunction': 75, 'expected': 261, 'expression': 161, 'factor': 77, 'given': 162, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 263, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__tensor_star_2': 267}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 269, 'broken': 36, 'expect':
    38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label':
    46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'tensors': 271},
    {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 272, 'factor': 77, 'inversion':
    78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 273, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'__label_plus_4': 33, 'label': 277, 'tensor': 278}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 280, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 281, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33,
    'again': 34, 'block': 35, 'body': 282, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151,
    'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 287,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use':
    60}, {'__arguments_star_3': 98, 'arguments': 288}, {'__arguments_star_3': 98, 'arguments': 290}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 292, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'__atom_star_15': 297}, {'atom': 72, 'comparison': 73,
    'conjunction': 298, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'factor': 300, 'power': 79, 'primary': 80}, {'atom': 72, 'comparison': 73, 'factor': 77, 'inversion': 301,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 303, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 306}, {'atom': 72, 'factor': 77,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 307}, {'__file_star_0': 308, '__label_plus_4': 33, 'again': 34,
    'block': 35, 'broken': 36, 'decision': 37, 'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58,
    'training_head': 59, 'use': 60}, {'__label_plus_4': 33, 'label': 309}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 161, 'factor': 77, 'given': 310, 'inversion': 78, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 311, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__parameters_star_9': 315}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 320, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60},
    {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 322, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 327, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 331, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33,
    'label': 332}, {'__tensor_star_2': 333}, {'__tensors_star_1': 335}, {'__label_plus_4': 33, 'again': 34, 'block':
    35, 'body': 338, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline':
    152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50,
    'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head':
    155, 'use': 60}, {'__file_star_0': 340, '__label_plus_4': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision':
    37, 'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58, 'training_head': 59, 'use': 60},
    {'tensors': 342}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 344,
    'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison':
    73, 'conjunction': 74, 'disjunction': 75, 'expression': 348, 'factor': 77, 'inversion': 78, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 351, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 353, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'parameter': 355}, {'__label_plus_4': 33, 'again': 34,
    'block': 35, 'body': 360, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43,
    'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 361, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'atom':
    72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 362, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__tensor_star_2': 365}, {'__label_plus_4': 33, 'label':
    277, 'tensor': 366}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 369, 'broken': 36, 'expect': 38,
    'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'parameter': 375},
    {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 377, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 378, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'__label_plus_4': 33, 'label': 277, 'tensor': 379}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 380, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 382, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 11, 12, 11, 13, 1, 14, 15, 16, 17, 18,
    19, 20, 3, 21, 1, 22, 23, 24, 25, 26, 27, 28, 13, 13, 13, 13, 13, 13, 13, 13, 29, 13, 13, 13, 30, 13, 13, 13, 13,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 31, 1, 32, 33, 1, 13, 13, 13, 34, 13, 13, 13, 35, 36, 13, 37, 38, 13,
    39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 42, 13, 49, 50, 51, 3, 52, 53, 54, 55, 20, 56, 57, 58, 42, 42, 42, 59, 42,
    60, 61, 42, 62, 42, 42, 42, 63, 42, 64, 13, 13, 1, 1, 65, 66, 13, 13, 67, 68, 69, 13, 70, 71, 13, 13, 1, 72, 1,
    34, 73, 1, 74, 75, 34, 34, 76, 34, 77, 78, 13, 13, 13, 13, 13, 13, 13, 3, 13, 79, 80, 13, 81, 13, 44, 42, 42, 82,
    83, 84, 85, 86, 13, 13, 13, 13, 13, 49, 87, 1, 88, 89, 13, 90, 42, 13, 91, 13, 13, 1, 13, 13, 13, 42, 13, 92, 13,
    13, 93, 94, 42, 13, 13, 42, 13, 13, 13, 42, 13, 95, 96, 97, 98, 42, 13, 13, 99, 100, 20, 13, 13, 13, 13, 13, 101,
    13, 102, 13, 103, 13, 1, 104, 13, 34, 13, 1, 105, 106, 13, 13, 34, 13, 34, 86, 13, 3, 13, 1, 1, 13, 13, 13, 107,
    13, 108, 109, 110, 111, 42, 112, 42, 113, 13, 13, 114, 115, 1, 13, 116, 13, 13, 13, 117, 118, 13, 42, 13, 3, 119,
    120, 13, 13, 13, 13, 121, 122, 13, 42, 13, 123, 86, 124, 13, 13, 125, 13, 126, 13, 127, 13, 1, 13, 13, 13, 128,
    129, 13, 13, 13, 130, 13, 13, 13, 1, 131, 13, 132, 13, 13, 133, 134, 13, 42, 13, 13, 42, 1, 13, 135, 13, 13, 13,
    13, 136, 137, 93, 138, 13, 139, 13, 42, 140, 13, 141, 13, 13, 13, 142, 13, 13, 13, 13, 143, 13, 13, 13, 13, 144,
    13, 13, 13, 13, 13, 145, 42, 1, 146, 13, 93, 13, 13, 13, 13, 13, 13, 13, 13, 42, 13, 147, 13, 13, 42, 13)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 4, 2, 2, 2, 5, 2, 6, 7, 8, 2, 9, 2, 10, 2, 2, 2, 2, 2, 2, 11, 12, 2,
    13, 2, 2, 14, 2, 2, 15, 2, 2, 2, 2, 2, 2, 2, 2, 2, 16, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    17, 18, 2, 19, 2, 2, 2, 20, 2, 2, 2, 21, 2, 2, 22, 23, 2, 2, 24, 25, 26, 27, 28, 2, 2, 29, 2, 30, 2, 31, 2, 32,
    33, 34, 2, 2, 2, 35, 2, 2, 2, 36, 37, 38, 39, 40, 41, 2, 42, 2, 43, 44, 45, 2, 46, 47, 2, 2, 48, 49, 2, 50, 2, 2,
    51, 2, 2, 2, 52, 53, 2, 2, 54, 2, 55, 56, 2, 57, 2, 58, 59, 60, 2, 61, 2, 2, 2, 2, 2, 2, 2, 2, 2, 62, 2, 2, 2, 2,
    2, 2, 63, 64, 65, 66, 67, 68, 2, 69, 2, 2, 2, 2, 2, 70, 2, 71, 2, 72, 2, 2, 73, 2, 74, 2, 2, 75, 2, 2, 2, 76, 2,
    2, 2, 2, 77, 2, 78, 2, 2, 79, 2, 2, 2, 80, 2, 2, 2, 2, 2, 81, 2, 2, 82, 2, 83, 2, 2, 2, 2, 2, 84, 2, 2, 2, 85, 2,
    86, 2, 2, 87, 2, 88, 89, 2, 2, 2, 90, 2, 91, 92, 2, 93, 2, 94, 95, 2, 2, 2, 2, 2, 96, 2, 2, 2, 97, 2, 98, 15, 2,
    2, 2, 2, 99, 2, 2, 2, 2, 2, 2, 2, 2, 100, 2, 101, 102, 103, 2, 2, 2, 2, 2, 2, 2, 104, 2, 2, 105, 106, 2, 2, 107,
    2, 84, 2, 2, 2, 108, 2, 2, 2, 2, 109, 2, 2, 2, 15, 2, 2, 2, 110, 111, 2, 2, 2, 2, 2, 2, 2, 112, 2, 2, 113, 114, 2,
    2, 2, 2, 2, 2, 115, 2, 116, 2, 2, 2, 2, 117, 15, 2, 2, 2, 2, 2, 107, 2, 2, 2, 2, 2, 2, 2, 2, 2, 118, 2, 2, 2, 2,
    2, 2, 119, 120, 2, 2, 121, 2, 2, 2, 2, 2, 2, 2, 2, 122, 2, 2, 2, 2, 123, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 18, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 94, 95, 96, 176, 97, -1, 98, 177, -1, 99, 100, 101, -1, 102, 103,
    178, 104, 105, 106, 107, 179, 108, 109, 110, 15, 180, 111, 40, -1, -1, -1, -1, -1, 54, 55, 56, -1, 57, 157, 121,
    -1, -1, -1, -1, -1, 85, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 78, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 14, 20, -1, -1, -1, -1, 9, 73, -1, -1, -1, 43,
    -1, -1, 120, 84, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 122, 114, 115, 63, 116, 117, 118, -1, 34,
    -1, -1, 0, -1, 37, -1, -1, -1, -1, -1, -1, -1, -1, 123, 80, 81, 12, 79, -1, -1, -1, -1, -1, 167, -1, -1, 113, -1,
    119, 19, -1, 124, 125, 126, -1, 142, -1, 127, 138, -1, -1, -1, 146, 154, -1, 128, 174, 129, -1, 131, -1, -1, -1,
    -1, -1, 8, 72, -1, -1, -1, 172, 173, 170, 41, 42, -1, 45, -1, 49, -1, 10, -1, -1, 24, -1, 6, -1, -1, -1, 156, 26,
    -1, 4, -1, -1, 30, -1, 35, -1, -1, 1, 193, 58, -1, 149, -1, -1, -1, -1, -1, -1, -1, -1, 13, 16, -1, -1, -1, 165,
    -1, 168, 112, 136, -1, -1, 141, -1, 144, -1, -1, -1, 139, 145, 169, 130, -1, -1, 21, -1, 77, -1, -1, -1, 44, 2,
    -1, 47, -1, 51, -1, 11, -1, 25, 7, 158, -1, -1, 162, 27, 5, -1, 31, 36, 93, -1, -1, 151, -1, 28, 184, -1, -1, 59,
    -1, 61, 65, -1, -1, 17, -1, 166, 137, 140, 143, -1, -1, -1, -1, 194, -1, 76, -1, -1, 134, -1, 46, 3, 50, -1, 53,
    83, 159, 160, -1, 62, 148, 150, 22, -1, 153, 29, 186, 60, 88, -1, -1, -1, -1, 32, -1, 195, 133, 171, 135, 52, 161,
    152, 23, -1, 90, -1, 33, 89, -1, 91)

WORDS: dict[str, str] = {'add': 'ADD', 'again': 'AGAIN', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat':
    'CONCAT', 'elif': 'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM',
    'if': 'IF', 'in': 'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'matmul': 'MATMUL',
    'max': 'MAX', 'mean': 'MEAN', 'model': 'MODEL', 'mul': 'MUL', 'not': 'NOT', 'or': 'OR', 'output': 'OUTPUT',
    'path': 'PATH', 'repeat': 'REPEAT', 'select': 'SELECT', 'seq': 'SEQ', 'split': 'SPLIT', 'sub': 'SUB', 'true':
    'TRUE', 'use': 'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'matmul', 'max', 'mean',
    'model', 'mul', 'output', 'path', 'repeat', 'select', 'seq', 'split', 'sub')
