/** Several jobs that run beside each other, told as one: each call gives a listener for one more job. */
export function sumProgress(
  tell: (done: number, total: number) => void,
): () => (done: number, total: number) => void {
  const jobs: { done: number; total: number }[] = [];
  return () => {
    const job = { done: 0, total: 0 };
    jobs.push(job);
    return (done, total) => {
      Object.assign(job, { done, total });
      tell(
        jobs.reduce((sum, it) => sum + it.done, 0),
        jobs.reduce((sum, it) => sum + it.total, 0),
      );
    };
  };
}
