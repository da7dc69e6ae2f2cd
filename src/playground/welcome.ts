/** What the first tab holds at the first visit. */
export const welcome = `-- Every customer and what they bought last
SELECT c.name, c.email, max(s.sale_date) AS last_sale, count(s.id) AS purchases
FROM customers c
LEFT JOIN sales s ON s.customer_id = c.id
GROUP BY c.id, c.name, c.email
ORDER BY purchases DESC, c.name;

-- What each category brought in
SELECT cat.name AS category, count(*) AS sales, sum(s.sale_amount) AS revenue
FROM sales s
JOIN categories cat ON cat.id = s.product_category_id
GROUP BY cat.id, cat.name
ORDER BY revenue DESC;
`
