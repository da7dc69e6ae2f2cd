import { testLessons } from './promises'

testLessons('postgres')
