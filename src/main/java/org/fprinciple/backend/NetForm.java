package org.fprinciple.backend;

import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;

/**
 * What a net computes from its parameters: f(x) = s Σ_j a_j σ(w_j·x + b_j), or a_j σ(w_j (x + b_j)) under
 * {@link Parametrisation#ZHANG2019}.
 *
 * @param activation σ
 * @param parametrisation where the bias stands
 * @param scale s
 */
public record NetForm(Activation activation, Parametrisation parametrisation, double scale) {}
