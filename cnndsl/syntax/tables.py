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
    ('__atom_star_14', 2, '+'), ('__atom_star_14', 3, '+'), ('__comparison_plus_11', 2, '+'), ('__comparison_plus_11',
    3, '+'), ('__conjunction_plus_10', 2, '+'), ('__conjunction_plus_10', 3, '+'), ('__decision_star_6', 2, '+'),
    ('__decision_star_6', 1, '+'), ('__disjunction_plus_9', 2, '+'), ('__disjunction_plus_9', 3, '+'),
    ('__expect_star_7', 2, '+'), ('__expect_star_7', 3, '+'), ('__file_star_0', 2, '+'), ('__file_star_0', 1, '+'),
    ('__for_loop_star_5', 2, '+'), ('__for_loop_star_5', 3, '+'), ('__label_plus_4', 1, '+'), ('__label_plus_4', 3,
    '+'), ('__label_plus_4', 2, '+'), ('__label_plus_4', 4, '+'), ('__parameters_star_8', 2, '+'),
    ('__parameters_star_8', 3, '+'), ('__product_plus_13', 2, '+'), ('__product_plus_13', 3, '+'), ('__sum_plus_12',
    2, '+'), ('__sum_plus_12', 3, '+'), ('__tensor_star_2', 2, '+'), ('__tensor_star_2', 3, '+'), ('__tensors_star_1',
    2, '+'), ('__tensors_star_1', 3, '+'), ('again', 3, 'again'), ('again', 4, 'again'), ('argument', 3, 'option'),
    ('argument', 1, 'argument'), ('arguments', 0, 'arguments'), ('arguments', 1, 'arguments'), ('atom', 1, 'false'),
    ('atom', 3, 'member'), ('atom', 3, 'group'), ('atom', 2, 'list_display'), ('atom', 4, 'list_display'), ('atom', 3,
    'list_display'), ('atom', 5, 'list_display'), ('atom', 4, 'list_display'), ('atom', 1, 'name'), ('atom', 3,
    'function'), ('atom', 5, 'function'), ('atom', 4, 'function'), ('atom', 6, 'function'), ('atom', 5, 'function'),
    ('atom', 1, 'number'), ('atom', 1, 'size'), ('atom', 1, 'string'), ('atom', 1, 'true'), ('block', 4, 'block'),
    ('block', 5, 'block'), ('block', 6, 'block'), ('block', 5, 'block'), ('body', 4, 'lines'), ('body', 1, 'body'),
    ('broken', 2, 'broken'), ('broken', 5, 'broken'), ('comparison', 1, ''), ('comparison', 2, 'chain'),
    ('conjunction', 1, ''), ('conjunction', 2, 'chain'), ('decision', 1, 'decision'), ('decision', 2, 'decision'),
    ('decision', 3, 'decision'), ('decision', 2, 'decision'), ('disjunction', 1, ''), ('disjunction', 2, 'chain'),
    ('elif_clause', 4, 'elif_clause'), ('else_clause', 3, 'else_clause'), ('expect', 2, 'expect'), ('expect', 3,
    'expect'), ('expected', 1, 'pattern'), ('expected', 1, ''), ('expression', 1, ''), ('expression', 5,
    'conditional'), ('factor', 2, 'unary'), ('factor', 1, ''), ('file', 0, 'file'), ('file', 1, 'file'), ('for_loop',
    6, 'for_loop'), ('for_loop', 8, 'for_loop'), ('for_loop', 7, 'for_loop'), ('for_loop', 9, 'for_loop'), ('given',
    1, ''), ('given', 3, 'interval'), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('if_clause', 4, 'if_clause'), ('init', 3, 'init'), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''),
    ('inline', 1, ''), ('inline', 1, ''), ('input', 3, 'input'), ('inversion', 2, 'unary'), ('inversion', 1, ''),
    ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join',
    3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 4, 'split_into'), ('join', 3, 'join'), ('label', 1,
    'label'), ('labelled_head', 6, 'labelled_head'), ('labelled_layer', 5, 'labelled_layer'), ('labelled_layer', 6,
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
    ('sum', 1, ''), ('sum', 2, 'chain'), ('takes', 2, 'takes'), ('takes', 3, 'takes'), ('tensor', 2, 'tensor'),
    ('tensor', 3, 'tensor'), ('tensor', 1, 'tensor'), ('tensor', 2, 'tensor'), ('tensors', 2, 'tensors'), ('tensors',
    3, 'tensors'), ('training_head', 4, 'training_head'), ('use', 5, 'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -85, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6,
    'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15,
    'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24,
    'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71},
    {'COLON': 83}, {'LABEL': 15, 'LBRACE': 16}, {'_GAP': 85}, {'NAME': 88}, {'END': 89}, {'COLON': 90}, {'END': 91,
    '_GAP': 92}, {'NAME': 94}, {'LABEL': 15, 'LBRACE': 16, 'STAR': 95}, {'END': -37, '_GAP': 85}, {'NAME': 100}, {},
    {'NAME': 103}, {'COLON': 104}, {'COLON': 105}, {'COLON': 106}, {'NAME': 107}, {'COLON': 108}, {'END': -37, 'WITH':
    -37, '_GAP': 85}, {'COLON': 111}, {'COLON': 113}, {'COLON': 114}, {'COLON': 115, 'FALSE': 61, 'IN': 62, 'LPAR':
    63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COLON':
    117}, {'NAME': 118}, {'$END': -86, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT':
    8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17,
    'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26,
    'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'COLON': -131, 'COMMA': -131, 'DOT': -131, 'END':
    -131, 'LABEL': 120, 'LBRACE': 121}, {'$END': -69, 'ADD': -69, 'AGAIN': -69, 'AUX': -69, 'BLOCK': -69, 'BROKEN':
    -69, 'CONCAT': -69, 'ELIF': 122, 'ELSE': 123, 'EXPECT': -69, 'FOR': -69, 'FROM': -69, 'IF': -69, 'INIT': -69,
    'INLINE': -69, 'INPUT': -69, 'LABEL': -69, 'LBRACE': -69, 'LET': -69, 'MATMUL': -69, 'MAX': -69, 'MEAN': -69,
    'MODEL': -69, 'MUL': -69, 'NAME': -69, 'OUTPUT': -69, 'PATH': -69, 'REPEAT': -69, 'SELECT': -69, 'SEQ': -69,
    'SPLIT': -69, 'SUB': -69, 'USE': -69, '_DEDENT': -69}, {'COLON': 127}, {'DOT': 128}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 130, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'$END': -47, 'AND': -47, 'COLON': -47, 'COMMA': -47, 'COMPARE': -47, 'ELSE': -47, 'END': -47, 'IF':
    -47, 'LPAR': 132, 'LSQB': -47, 'OR': -47, 'POWER': -47, 'PRODUCT': -47, 'RANGE': -47, 'RBRACE': -47, 'RPAR': -47,
    'RSQB': -47, 'SUM': -47, 'WITH': -47, '_GAP': -47}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65,
    'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -73, 'COLON': -73, 'COMMA': -73, 'ELSE':
    -73, 'END': -73, 'IF': -73, 'OR': 135, 'RANGE': -73, 'RBRACE': -73, 'RPAR': -73, 'RSQB': -73, 'WITH': -73, '_GAP':
    -73}, {'$END': -81, 'COLON': -81, 'COMMA': -81, 'END': -81, 'IF': 137, 'RANGE': -81, 'RBRACE': -81, 'RPAR': -81,
    'RSQB': -81, 'WITH': -81, '_GAP': -81}, {'$END': -162, 'AND': -162, 'COLON': -162, 'COMMA': -162, 'COMPARE': -162,
    'ELSE': -162, 'END': -162, 'IF': -162, 'OR': -162, 'PRODUCT': 138, 'RANGE': -162, 'RBRACE': -162, 'RPAR': -162,
    'RSQB': -162, 'SUM': -162, 'WITH': -162, '_GAP': -162}, {'$END': -67, 'AND': 140, 'COLON': -67, 'COMMA': -67,
    'ELSE': -67, 'END': -67, 'IF': -67, 'OR': -67, 'RANGE': -67, 'RBRACE': -67, 'RPAR': -67, 'RSQB': -67, 'WITH': -67,
    '_GAP': -67}, {'$END': -154, 'AND': -154, 'COLON': -154, 'COMMA': -154, 'COMPARE': -154, 'ELSE': -154, 'END':
    -154, 'IF': -154, 'LSQB': 142, 'OR': -154, 'POWER': 143, 'PRODUCT': -154, 'RANGE': -154, 'RBRACE': -154, 'RPAR':
    -154, 'RSQB': -154, 'SUM': -154, 'WITH': -154, '_GAP': -154}, {'$END': -180, 'AND': -180, 'COLON': -180, 'COMMA':
    -180, 'COMPARE': -180, 'ELSE': -180, 'END': -180, 'IF': -180, 'OR': -180, 'RANGE': -180, 'RBRACE': -180, 'RPAR':
    -180, 'RSQB': -180, 'SUM': 144, 'WITH': -180, '_GAP': -180}, {'$END': -65, 'AND': -65, 'COLON': -65, 'COMMA': -65,
    'COMPARE': 146, 'ELSE': -65, 'END': -65, 'IF': -65, 'OR': -65, 'RANGE': -65, 'RBRACE': -65, 'RPAR': -65, 'RSQB':
    -65, 'WITH': -65, '_GAP': -65}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'END': 148,
    'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16,
    'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25,
    'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'DOT': 156, 'END': 157}, {'FALSE': 61,
    'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 159, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'COLON': -174, '_GAP': 163}, {'COLON': 164}, {'COLON': 165, 'LPAR': 166, 'WITH': 167}, {'$END': -63,
    'ADD': -63, 'AGAIN': -63, 'AUX': -63, 'BLOCK': -63, 'BROKEN': -63, 'CONCAT': -63, 'ELIF': -63, 'ELSE': -63,
    'EXPECT': -63, 'FOR': -63, 'FROM': -63, 'IF': -63, 'INIT': -63, 'INLINE': -63, 'INPUT': -63, 'LABEL': -63,
    'LBRACE': -63, 'LET': -63, 'MATMUL': -63, 'MAX': -63, 'MEAN': -63, 'MODEL': -63, 'MUL': -63, 'NAME': -63,
    'OUTPUT': -63, 'PATH': -63, 'REPEAT': -63, 'SELECT': -63, 'SEQ': -63, 'SPLIT': -63, 'SUB': -63, 'USE': -63,
    '_DEDENT': -63, '_INDENT': 170}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 159, 'NOT': 66, 'NUMBER':
    67, 'PATTERN': 172, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'END': 175, '_GAP': 176}, {'COMMA': 177,
    'IN': 178}, {'DOT': 156, 'END': 181}, {'COLON': 183}, {'COLON': -38, 'END': -38, 'WITH': -38, '_GAP': 163},
    {'END': 184}, {'END': 186}, {'RBRACE': 187}, {'EQUAL': 188}, {'COLON': 192, 'END': 193, 'LPAR': 166}, {'END': 196,
    'WITH': 197}, {'COLON': 199, 'END': 200}, {'COLON': 202}, {'COLON': 206}, {'COMMA': 177, 'FROM': 208}, {'COLON':
    212}, {'$END': -70, 'ADD': -70, 'AGAIN': -70, 'AUX': -70, 'BLOCK': -70, 'BROKEN': -70, 'CONCAT': -70, 'ELIF': 122,
    'ELSE': 123, 'EXPECT': -70, 'FOR': -70, 'FROM': -70, 'IF': -70, 'INIT': -70, 'INLINE': -70, 'INPUT': -70, 'LABEL':
    -70, 'LBRACE': -70, 'LET': -70, 'MATMUL': -70, 'MAX': -70, 'MEAN': -70, 'MODEL': -70, 'MUL': -70, 'NAME': -70,
    'OUTPUT': -70, 'PATH': -70, 'REPEAT': -70, 'SELECT': -70, 'SEQ': -70, 'SPLIT': -70, 'SUB': -70, 'USE': -70,
    '_DEDENT': -70}, {'ADD': 2, 'AGAIN': 3, 'AUX': 215, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'END': 216, 'EXPECT': 8,
    'FOR': 9, 'IF': 11, 'INIT': 12, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19,
    'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 217, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28,
    'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 221}, {'RPAR': 222}, {'COMMA': 223, 'RSQB': 224}, {'FALSE': 61, 'IN':
    62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 226, 'SIZE': 68, 'STRING': 69, 'SUM': 70,
    'TRUE': 71}, {'$END': -74, 'COLON': -74, 'COMMA': -74, 'ELSE': -74, 'END': -74, 'IF': -74, 'OR': 229, 'RANGE':
    -74, 'RBRACE': -74, 'RPAR': -74, 'RSQB': -74, 'WITH': -74, '_GAP': -74}, {'$END': -163, 'AND': -163, 'COLON':
    -163, 'COMMA': -163, 'COMPARE': -163, 'ELSE': -163, 'END': -163, 'IF': -163, 'OR': -163, 'PRODUCT': 232, 'RANGE':
    -163, 'RBRACE': -163, 'RPAR': -163, 'RSQB': -163, 'SUM': -163, 'WITH': -163, '_GAP': -163}, {'$END': -68, 'AND':
    234, 'COLON': -68, 'COMMA': -68, 'ELSE': -68, 'END': -68, 'IF': -68, 'OR': -68, 'RANGE': -68, 'RBRACE': -68,
    'RPAR': -68, 'RSQB': -68, 'WITH': -68, '_GAP': -68}, {'COLON': 235, 'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64,
    'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -181, 'AND': -181,
    'COLON': -181, 'COMMA': -181, 'COMPARE': -181, 'ELSE': -181, 'END': -181, 'IF': -181, 'OR': -181, 'RANGE': -181,
    'RBRACE': -181, 'RPAR': -181, 'RSQB': -181, 'SUM': 239, 'WITH': -181, '_GAP': -181}, {'$END': -66, 'AND': -66,
    'COLON': -66, 'COMMA': -66, 'COMPARE': 241, 'ELSE': -66, 'END': -66, 'IF': -66, 'OR': -66, 'RANGE': -66, 'RBRACE':
    -66, 'RPAR': -66, 'RSQB': -66, 'WITH': -66, '_GAP': -66}, {'_INDENT': 242}, {'DOT': 244, 'END': 245}, {'AND': -47,
    'COLON': -47, 'COMPARE': -47, 'END': -47, 'EQUAL': 246, 'IF': -47, 'LPAR': 132, 'LSQB': -47, 'OR': -47, 'POWER':
    -47, 'PRODUCT': -47, 'RANGE': -47, 'SUM': -47, 'WITH': -47, '_GAP': -47}, {'COLON': -91, 'END': -91, 'RANGE': 247,
    'WITH': -91, '_GAP': -91}, {'NAME': 251, 'RPAR': 252}, {'LABEL': 15, 'LBRACE': 16, 'STAR': 254}, {'COLON': 257,
    'WITH': 167}, {'COLON': 259}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8,
    'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17,
    'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26,
    'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 262}, {'COMMA': 264, 'IN': 265}, {'DOT':
    156, 'END': 266}, {'DOT': 244, 'END': 268}, {'END': 270, 'WITH': 197}, {'COLON': 274, 'END': 275}, {'END': 277},
    {'STRING': 281}, {'COMMA': 264, 'FROM': 282}, {'RBRACE': 283}, {'COLON': 284}, {'COLON': -37, '_GAP': 85},
    {'_INDENT': 287}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB':
    289, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COMMA': 291, 'RSQB': 292}, {'COMMA': 293, 'RPAR': 294},
    {'ELSE': 297}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 300,
    'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COLON': 302, 'RSQB': 303}, {'COMMA': -146, 'EQUAL': 310,
    'RPAR': -146}, {'COMMA': 311, 'RPAR': 312}, {'COLON': -186, 'COMMA': -186, 'DOT': 156, 'END': -186}, {'COLON':
    -182, 'COMMA': 316}, {'COLON': 319}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7,
    'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16,
    'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25,
    'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT': 321}, {'COLON': 322, 'RANGE':
    323}, {'NAME': 324}, {'DOT': 244, 'END': 326}, {'END': 327}, {'END': 328}, {'COMMA': 316, 'END': -188}, {'END':
    331}, {'STRING': 332}, {'COLON': 334}, {'END': 336, 'WITH': 197}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64,
    'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 338, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'FALSE': 61,
    'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 340, 'SIZE': 68, 'STRING': 69,
    'SUM': 70, 'TRUE': 71}, {'COMMA': 341, 'RPAR': 342}, {'RSQB': 344}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB':
    64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 345, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'ADD': 2,
    'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT':
    12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL':
    21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB':
    30, 'USE': 31, '_DEDENT': 347}, {'NAME': 251, 'RPAR': 349}, {'COMMA': 351, 'RPAR': 352}, {'COLON': -184, 'COMMA':
    -184, 'DOT': 156, 'END': -184}, {'COLON': -187, 'COMMA': -187, 'DOT': 244, 'END': -187}, {'COLON': -183, 'COMMA':
    355}, {'COLON': 359, 'RANGE': 360}, {'COMMA': 355, 'END': -189}, {'END': 361}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4,
    'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13,
    'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22,
    'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31,
    '_DEDENT': 363}, {'END': 364}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER':
    67, 'RPAR': 365, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'RSQB': 366}, {'NAME': 251, 'RPAR': 367},
    {'COLON': -185, 'COMMA': -185, 'DOT': 244, 'END': -185}, {'COLON': 370}, {'COLON': 374})

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
    'power': 79, 'primary': 80}, {'__disjunction_plus_9': 136}, {'__product_plus_13': 139}, {'__conjunction_plus_10':
    141}, {'__sum_plus_12': 145}, {'__comparison_plus_11': 147}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
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
    'section_body': 220, 'seq': 57, 'use': 60}, {'__atom_star_14': 225}, {'atom': 72, 'comparison': 73, 'conjunction':
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
    'use': 60}, {'parameter': 253}, {'__label_plus_4': 33, 'label': 255, 'tensor': 256}, {'takes': 258},
    {'__file_star_0': 260, '__label_plus_4': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37, 'expect': 38,
    'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46, 'labelled_head':
    47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 54,
    'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58, 'training_head': 59, 'use': 60}, {'argument': 173,
    'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expected': 261, 'expression': 161, 'factor':
    77, 'given': 162, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 263, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'__tensor_star_2': 267}, {'__label_plus_4': 33, 'again': 34,
    'block': 35, 'body': 269, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43,
    'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 155, 'use': 60}, {'tensors': 271}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 272, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 273, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33,
    'label': 255, 'tensor': 276}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 278, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60},
    {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 279, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 280, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 285, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__arguments_star_3':
    98, 'arguments': 286}, {'__arguments_star_3': 98, 'arguments': 288}, {'atom': 72, 'comparison': 73, 'conjunction':
    74, 'disjunction': 75, 'expression': 290, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product':
    81, 'sum': 82}, {'__atom_star_14': 295}, {'atom': 72, 'comparison': 73, 'conjunction': 296, 'factor': 77,
    'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'factor': 298, 'power': 79,
    'primary': 80}, {'atom': 72, 'comparison': 73, 'factor': 77, 'inversion': 299, 'power': 79, 'primary': 80,
    'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 301,
    'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'factor': 77,
    'power': 79, 'primary': 80, 'product': 304}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 305}, {'__file_star_0': 306, '__label_plus_4': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37,
    'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58, 'training_head': 59, 'use': 60},
    {'__label_plus_4': 33, 'label': 307}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 161, 'factor': 77, 'given': 308, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum':
    82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 309, 'factor': 77,
    'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__parameters_star_8': 313},
    {'__label_plus_4': 33, 'label': 314}, {'__tensor_star_2': 315}, {'__tensors_star_1': 317}, {'__label_plus_4': 33,
    'again': 34, 'block': 35, 'body': 318, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151,
    'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 320,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use':
    60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 325, 'factor': 77,
    'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_4': 33, 'again': 34,
    'block': 35, 'body': 329, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43,
    'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 155, 'use': 60}, {'__tensors_star_1': 330}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 333, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60}, {'__file_star_0': 335, '__label_plus_4': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37,
    'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58, 'training_head': 59, 'use': 60},
    {'tensors': 337}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 339,
    'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison':
    73, 'conjunction': 74, 'disjunction': 75, 'expression': 343, 'factor': 77, 'inversion': 78, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 346, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 348, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'parameter': 350}, {'__tensor_star_2': 353},
    {'__label_plus_4': 33, 'label': 255, 'tensor': 354}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 356,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use':
    60}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 357, 'broken': 36, 'expect': 38, 'for_loop': 40,
    'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head':
    47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154,
    'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 358, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 362, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60},
    {'parameter': 368}, {'__label_plus_4': 33, 'label': 255, 'tensor': 369}, {'__label_plus_4': 33, 'again': 34,
    'block': 35, 'body': 371, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43,
    'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 155, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 372, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__label_plus_4': 33, 'again': 34, 'block': 35, 'body': 373, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    150, 'if_clause': 151, 'init': 43, 'inline': 152, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 153, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 154, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 155, 'use': 60}, {'__label_plus_4': 33, 'again': 34, 'block': 35,
    'body': 375, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 150, 'if_clause': 151, 'init': 43, 'inline': 152,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 153, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 154, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 155,
    'use': 60})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 11, 12, 11, 13, 1, 14, 15, 16, 17, 18,
    19, 20, 3, 21, 1, 22, 23, 24, 25, 26, 27, 28, 13, 13, 13, 13, 13, 13, 13, 13, 29, 13, 13, 13, 30, 13, 13, 13, 13,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 31, 1, 32, 33, 1, 13, 13, 13, 34, 13, 13, 13, 35, 36, 13, 37, 38, 13,
    39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 42, 13, 49, 50, 51, 3, 52, 53, 54, 55, 20, 56, 57, 58, 42, 42, 42, 59, 42,
    60, 61, 42, 62, 42, 42, 42, 63, 42, 64, 13, 13, 1, 1, 65, 66, 13, 13, 67, 68, 69, 13, 70, 71, 13, 13, 1, 72, 1,
    34, 73, 1, 74, 75, 34, 34, 76, 34, 77, 78, 13, 13, 13, 13, 13, 13, 13, 3, 13, 79, 80, 13, 81, 13, 44, 42, 42, 82,
    83, 84, 85, 86, 13, 13, 13, 13, 13, 49, 87, 1, 88, 89, 13, 90, 42, 13, 91, 13, 13, 1, 13, 13, 13, 42, 13, 92, 13,
    13, 83, 93, 42, 13, 13, 42, 13, 13, 13, 42, 13, 94, 95, 96, 97, 42, 13, 13, 98, 99, 20, 13, 13, 13, 13, 13, 100,
    13, 101, 13, 102, 13, 1, 103, 13, 34, 13, 1, 104, 105, 13, 13, 34, 13, 34, 86, 13, 3, 13, 1, 1, 13, 13, 13, 106,
    13, 107, 3, 108, 109, 42, 110, 42, 111, 13, 13, 112, 113, 1, 13, 114, 13, 13, 13, 115, 116, 13, 42, 13, 117, 13,
    13, 13, 13, 118, 119, 13, 42, 13, 120, 86, 121, 13, 13, 122, 13, 123, 13, 124, 13, 1, 13, 13, 13, 125, 126, 13,
    13, 13, 127, 13, 13, 13, 1, 128, 13, 129, 130, 131, 83, 132, 13, 42, 13, 13, 42, 1, 13, 133, 13, 13, 13, 13, 134,
    13, 135, 13, 42, 136, 13, 137, 13, 13, 13, 138, 13, 13, 13, 13, 139, 13, 13, 13, 13, 140, 13, 141, 13, 83, 13, 13,
    142, 42, 1, 13, 13, 13, 13, 13, 13, 13, 13, 13, 42, 13, 143, 13, 42, 13)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 4, 2, 2, 2, 5, 2, 6, 7, 8, 2, 9, 2, 10, 2, 2, 2, 2, 2, 2, 11, 12, 2,
    13, 2, 2, 14, 2, 2, 15, 2, 2, 2, 2, 2, 2, 2, 2, 2, 16, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    17, 18, 2, 19, 2, 2, 2, 20, 2, 2, 2, 21, 2, 2, 22, 23, 2, 2, 24, 25, 26, 27, 28, 2, 2, 29, 2, 30, 2, 31, 2, 32,
    33, 34, 2, 2, 2, 35, 2, 2, 2, 36, 37, 38, 39, 40, 41, 2, 42, 2, 43, 44, 45, 2, 46, 47, 2, 2, 48, 49, 2, 50, 2, 2,
    51, 2, 2, 2, 52, 53, 2, 2, 54, 2, 55, 56, 2, 57, 2, 58, 59, 60, 2, 61, 2, 2, 2, 2, 2, 2, 2, 2, 2, 62, 2, 2, 2, 2,
    2, 2, 63, 64, 65, 66, 67, 68, 2, 69, 2, 2, 2, 2, 2, 70, 2, 71, 2, 72, 2, 2, 73, 2, 74, 2, 2, 75, 2, 2, 2, 76, 2,
    2, 2, 2, 77, 2, 78, 2, 2, 79, 2, 2, 2, 80, 2, 2, 2, 2, 2, 81, 2, 2, 82, 2, 83, 2, 2, 2, 2, 2, 84, 2, 2, 2, 85, 2,
    86, 2, 2, 87, 2, 88, 89, 2, 2, 2, 90, 2, 91, 92, 2, 93, 2, 94, 95, 2, 2, 2, 2, 2, 96, 97, 98, 99, 100, 2, 101, 15,
    2, 2, 2, 2, 102, 2, 2, 2, 2, 2, 2, 2, 2, 103, 2, 104, 2, 2, 2, 2, 2, 2, 2, 105, 2, 2, 106, 107, 2, 2, 108, 2, 84,
    2, 2, 2, 109, 2, 2, 2, 2, 110, 2, 2, 2, 15, 2, 2, 2, 111, 112, 2, 2, 113, 2, 114, 2, 2, 115, 2, 2, 116, 117, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 118, 15, 2, 2, 2, 2, 2, 108, 2, 2, 2, 2, 2, 2, 2, 2, 2, 119, 2, 2, 2, 120, 2, 2, 2, 121,
    122, 2, 2, 2, 2, 2, 2, 2, 2, 2, 123, 2, 2, 2, 124, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 18, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 92, 93, 94, 174, 95, -1, 96, 175, -1, 97, 98, 99, -1, 100, 101,
    176, 102, 103, 104, 105, 177, 106, 107, 108, 15, 178, 109, 38, -1, -1, -1, -1, -1, 52, 53, 54, -1, 55, 155, 119,
    -1, -1, -1, -1, -1, 83, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 76, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 14, 20, -1, -1, -1, -1, 9, 71, -1, -1, -1, 41,
    -1, -1, 118, 82, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 120, 112, 113, 61, 114, 115, 116, -1, 32,
    -1, -1, 0, -1, 35, -1, -1, -1, -1, -1, -1, -1, -1, 121, 78, 79, 12, 77, -1, -1, -1, -1, -1, 165, -1, -1, 111, -1,
    117, 19, -1, 122, 123, 124, -1, 140, -1, 125, 136, -1, -1, -1, 144, 152, -1, 126, 172, 127, -1, 129, -1, -1, -1,
    -1, -1, 8, 70, -1, -1, -1, 170, 171, 168, 39, 40, -1, 43, -1, 47, -1, 10, -1, -1, 24, -1, 6, -1, -1, -1, 154, 26,
    -1, 4, -1, -1, 28, -1, 33, -1, -1, 1, 189, 56, -1, 147, -1, -1, -1, -1, -1, -1, -1, -1, 13, 16, -1, -1, -1, 163,
    -1, 166, 110, 134, -1, -1, 139, -1, 142, -1, 137, 143, 167, 128, -1, -1, 21, -1, 75, -1, -1, -1, 42, 2, -1, 45,
    -1, 49, -1, 11, -1, 25, 7, 156, -1, -1, 160, 27, 5, -1, 29, 34, 91, -1, -1, 149, -1, -1, -1, -1, -1, 57, -1, 59,
    63, -1, -1, 17, -1, 164, 135, 138, 141, -1, 190, -1, 74, -1, -1, 132, -1, 44, 3, 48, -1, 51, 81, 157, 158, -1, 60,
    146, 148, 22, -1, 151, -1, 30, -1, 58, 86, -1, -1, -1, 191, 131, 169, 133, 50, 159, 150, 23, 31, -1, 88, -1, 87,
    -1, 89)

WORDS: dict[str, str] = {'add': 'ADD', 'again': 'AGAIN', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat':
    'CONCAT', 'elif': 'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM',
    'if': 'IF', 'in': 'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'matmul': 'MATMUL',
    'max': 'MAX', 'mean': 'MEAN', 'model': 'MODEL', 'mul': 'MUL', 'not': 'NOT', 'or': 'OR', 'output': 'OUTPUT',
    'path': 'PATH', 'repeat': 'REPEAT', 'select': 'SELECT', 'seq': 'SEQ', 'split': 'SPLIT', 'sub': 'SUB', 'true':
    'TRUE', 'use': 'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'matmul', 'max', 'mean',
    'model', 'mul', 'output', 'path', 'repeat', 'select', 'seq', 'split', 'sub')
