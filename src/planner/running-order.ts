/** Tasks in the order given, but each after all that it waits for. What is not in the list counts as done. */
export function inRunningOrder<Task extends { readonly id: string; readonly after: readonly string[] }>(
  tasks: readonly Task[],
): Task[] {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const entered = new Set<Task>()
  const order: Task[] = []
  const place = (task: Task): void => {
    if (entered.has(task)) return
    entered.add(task)
    for (const id of task.after) {
      const earlier = byId.get(id)
      if (earlier) place(earlier)
    }
    order.push(task)
  }
  for (const task of tasks) place(task)
  return order
}
