import { testLessons } from './promises'

testLessons('sqlite')
