# A legend of the models in one row at the top: line, symbol and name. `LEFT` is where it begins, `UP` how
# high it is (both as fractions of the screen). Panels behind the first take it away again:
# `unset label; unset arrow`.
unset key
pitch = 2.3 / WIDTH
set for [i = 1:words(models)] arrow 100 + i \
    from screen LEFT + (i - 1) * pitch, UP to screen LEFT + (i - 1) * pitch + 0.75 / WIDTH, UP \
    nohead linecolor rgb colour(word(models, i)) dashtype dash(word(models, i)) linewidth 1.3
set for [i = 1:words(models)] label 100 + i "" \
    at screen LEFT + (i - 1) * pitch + 0.375 / WIDTH, UP point pointtype symbol(word(models, i)) \
    pointsize 0.6 linecolor rgb colour(word(models, i))
set for [i = 1:words(models)] label 200 + i label(word(models, i)) \
    at screen LEFT + (i - 1) * pitch + 0.9 / WIDTH, UP left textcolor rgb ink
